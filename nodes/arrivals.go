package nodes

import (
	"fmt"
	"slices"
	"time"

	"wavetank/sim"
)

// ArrivalsConfig says when the requests of an open loop come. One of Rate, Steps
// and Replay drives it; a Burst comes on top of a Rate or Steps.
type ArrivalsConfig struct {
	Process string          // "poisson" (or ""), or "constant": evenly spaced
	Rate    float64         // per second
	Steps   []RateStep      // ascending in At; before the first the rate is zero
	Burst   *BurstLoad      // nil is none
	Replay  []time.Duration // ascending, since the beginning of the world
	From    time.Duration   // nothing comes earlier
	Until   time.Duration   // nothing comes at this time or later; 0 is no end
}

// Arrivals is a sequence of arrival times. The gap before the i-th is drawn by
// identity, as an amount of integrated rate: exponential for a Poisson process,
// always 1 for a constant one, whose first arrival comes when the integral is 1.
// The times depend on nothing but the seed, the load and its rates. A rate that
// changes is inverted exactly, piece by piece (Çinlar, Introduction to
// Stochastic Processes, 1975, 4.7).
type Arrivals struct {
	gaps        sim.Purpose
	count       uint64
	from, until sim.Time
	even        bool
	course      course
	piece       piece
	used        float64 // of the piece's integrated rate, up to the last arrival
	replay      []time.Duration
}

var drawGap = sim.KeyOf("arrival")

// NewArrivals returns the arrival times of the load of that key. It fails if
// the configuration contradicts itself.
func NewArrivals(w *sim.World, key sim.Key, c ArrivalsConfig) (*Arrivals, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("nodes: arrivals: %w", err)
	}
	a := &Arrivals{
		gaps: w.Purpose(key.Mix(uint64(drawGap))),
		from: sim.Time(c.From), until: sim.Time(c.Until),
		even: c.Process == "constant", replay: c.Replay,
	}
	if a.until == 0 {
		a.until = sim.Forever
	}
	a.course.steps = c.Steps
	if c.Steps == nil {
		a.course.steps = []RateStep{{Rate: c.Rate}}
	}
	if c.Burst != nil {
		a.course.burst = *c.Burst
	}
	a.piece = a.course.piece(a.from)
	return a, nil
}

// check returns what contradicts itself in c.
func (c ArrivalsConfig) check() error {
	steady, stepped, replayed := c.Rate != 0, len(c.Steps) > 0, len(c.Replay) > 0
	switch {
	case c.Process != "" && c.Process != "poisson" && c.Process != "constant":
		return fmt.Errorf("no process is called %q", c.Process)
	case steady && stepped || steady && replayed || stepped && replayed:
		return fmt.Errorf("more than one of rate, steps and replay")
	case replayed && c.Burst != nil:
		return fmt.Errorf("a burst on top of a replay")
	case c.From < 0 || c.Until < 0:
		return fmt.Errorf("from %v until %v", c.From, c.Until)
	case !slices.IsSorted(c.Replay):
		return fmt.Errorf("replayed times are not in order")
	case !possible(c.Rate):
		return fmt.Errorf("a rate of %v per second", c.Rate)
	}
	for i, s := range c.Steps {
		if !possible(s.Rate) {
			return fmt.Errorf("a rate of %v per second in step %d", s.Rate, i+1)
		}
		if s.At < 0 || i > 0 && s.At < c.Steps[i-1].At {
			return fmt.Errorf("step %d at %v is not in order of time", i+1, s.At)
		}
	}
	if b := c.Burst; b != nil {
		if !possible(b.Rate) || b.At < 0 || b.For < 0 || b.Every < 0 {
			return fmt.Errorf("a burst of %v per second at %v for %v every %v", b.Rate, b.At, b.For, b.Every)
		}
		if b.Every > 0 && b.Every < b.For {
			return fmt.Errorf("a burst every %v that lasts %v overlaps itself", b.Every, b.For)
		}
	}
	return nil
}

// Next returns the next arrival time, or false when there is none any more.
func (a *Arrivals) Next() (sim.Time, bool) {
	if a.replay != nil {
		return a.nextReplayed()
	}
	a.count++
	need := 1.0
	if !a.even {
		luck := a.gaps.Draw(sim.Key(a.count))
		need = luck.Exponential()
	}
	a.used += need
	for a.used > a.piece.whole {
		if a.piece.to >= a.until {
			return 0, false
		}
		var at sim.Time
		at, a.used = a.course.leap(a.piece.to, a.used-a.piece.whole)
		a.piece = a.course.piece(at)
	}
	at := a.piece.invert(a.used)
	return at, at < a.until
}

func (a *Arrivals) nextReplayed() (sim.Time, bool) {
	for a.count < uint64(len(a.replay)) {
		at := sim.Time(a.replay[a.count])
		a.count++
		if at >= a.from && at < a.until {
			return at, true
		}
	}
	return 0, false
}
