package clockbound

import (
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// An Interval is what a bounded clock shows: true time lies within, both ends
// included, if the bound is right.
type Interval struct{ Earliest, Latest nodes.Reading }

// Around returns the interval of a clock that shows r and may be wrong by epsilon.
func Around(r nodes.Reading, epsilon time.Duration) Interval {
	return Interval{r.Add(-epsilon), r.Add(epsilon)}
}

// Middle returns what the clock itself shows.
func (i Interval) Middle() nodes.Reading {
	return i.Earliest.Add(i.Latest.Sub(i.Earliest) / 2)
}

// Past reports whether t is over for certain, by every clock that keeps its bound.
// It is not while true time may still be t itself.
func (i Interval) Past(t nodes.Reading) bool { return i.Earliest > t }

// Bounded is the clock of a node, set by a time server at its first use in each
// SyncEvery: with an error that the bound covers, or not (Skew).
type Bounded struct {
	world   *sim.World
	clock   *nodes.Clock // nil shows true time
	config  *Config
	luck    sim.Key
	period  int64         // whose sync was made last, from 1
	setting time.Duration // added to what the node's clock shows
	since   nodes.Ticks   // of that sync
}

// NewBounded returns the clock of a node; luck tells it from others.
func NewBounded(w *sim.World, clock *nodes.Clock, c *Config, luck sim.Key) *Bounded {
	return &Bounded{world: w, clock: clock, config: c, luck: luck}
}

var drawError = sim.KeyOf("clock error")

// Now returns what the clock shows.
func (b *Bounded) Now() Interval {
	wall, ticks := b.bare()
	period := int64(ticks)/int64(b.config.SyncEvery) + 1
	if period != b.period {
		b.period, b.since = period, nodes.Ticks((period-1)*int64(b.config.SyncEvery))
		b.setting = nodes.Reading(b.world.Now()).Sub(wall) + b.error()
	}
	growth := time.Duration(b.config.Drift * float64(ticks.Sub(b.since)) / 1e6)
	return Around(wall.Add(b.setting), b.config.Epsilon+growth)
}

// bare returns what the node's own clock shows.
func (b *Bounded) bare() (nodes.Reading, nodes.Ticks) {
	if b.clock == nil {
		return nodes.Reading(b.world.Now()), nodes.Ticks(b.world.Now())
	}
	return b.clock.Wall(), b.clock.Monotonic()
}

func (b *Bounded) error() time.Duration {
	most := time.Duration(b.config.Skew * float64(b.config.Epsilon))
	luck := b.world.Draw(drawError, b.luck.Mix(uint64(b.period)))
	return luck.Between(-most, most+1)
}

// Elapse returns how long it takes until the clock shows d more, if nobody sets it.
func (b *Bounded) Elapse(d time.Duration) time.Duration {
	if b.clock == nil {
		return d
	}
	return b.clock.Elapse(d)
}
