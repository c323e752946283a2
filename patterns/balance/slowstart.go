package balance

import (
	"math"
	"time"

	"wavetank/sim"
)

// A SlowStart is the pure machine that lets the share of hosts grow that have just come
// (back). At first all have been there for long.
type SlowStart struct {
	window     time.Duration
	aggression float64
	least      float64
	hosts      []start
	growing    int // hosts whose share may be growing
}

// A start is what is known of a host's.
type start struct {
	down    bool
	growing bool
	at      sim.Time // if it is growing
}

// NewSlowStart returns one for n hosts.
func NewSlowStart(c Config, n int) *SlowStart {
	return &SlowStart{window: c.SlowStart, aggression: c.Aggression, least: c.MinimumWeight, hosts: make([]start, n)}
}

// Down records that a host is not there: the next time that it is, it is fresh.
func (s *SlowStart) Down(i int) { s.hosts[i].down = true }

// Up records that a host is there.
func (s *SlowStart) Up(now sim.Time, i int) {
	h := &s.hosts[i]
	if !h.down {
		return
	}
	if !h.growing {
		s.growing++
	}
	*h = start{growing: true, at: now}
}

// Growing reports whether any share may be growing.
func (s *SlowStart) Growing() bool { return s.growing > 0 }

// Factor returns what the weight of a host is multiplied with: as in Envoy, the time
// since it came in milliseconds, one at least, for the window, to the power of one over
// the aggression, and no less than the minimum.
func (s *SlowStart) Factor(now sim.Time, i int) float64 {
	h := &s.hosts[i]
	if !h.growing {
		return 1
	}
	since := now.Sub(h.at).Truncate(time.Millisecond)
	if since >= s.window {
		h.growing = false
		s.growing--
		return 1
	}
	grown := float64(max(since, time.Millisecond)) / float64(s.window)
	if s.aggression != 1 {
		grown = sim.Exp(sim.Log(grown) / s.aggression)
	}
	return math.Max(grown, s.least)
}
