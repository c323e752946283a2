package balance_test

import (
	"testing"
	"time"

	"wavetank/patterns/balance"
	"wavetank/sim"
)

// TestSweepsOfManyCallersAreShifted by up to a part of the interval, each caller's for ever
// alike: without that all take an instance back at once.
func TestSweepsOfManyCallersAreShifted(t *testing.T) {
	c := balance.DefaultEject()
	c.Base, c.Interval = time.Second, 10*time.Second
	back := func(e *balance.Ejector, at sim.Time) sim.Time {
		for range c.Consecutive {
			e.Done(at, 2, false)
		}
		return e.Moves()[len(e.Moves())-1].Until
	}
	for _, jitter := range []float64{0, 0.5} {
		c.SweepJitter = jitter
		instants := make(map[sim.Time]bool)
		for caller := range 200 {
			e := balance.NewEjector(*c, 5, sim.Key(caller))
			first := back(e, sim.Time(time.Second))
			instants[first] = true
			if first < sim.Time(c.Interval) || first > sim.Time(c.Interval+c.Interval/2) {
				t.Errorf("jitter %v, caller %d: back at %v", jitter, caller, first)
			}
			if second := back(e, first.Add(time.Second)); second != first.Add(c.Interval) {
				t.Errorf("jitter %v, caller %d: back at %v, then at %v", jitter, caller, first, second)
			}
		}
		if n := len(instants); (n == 1) != (jitter == 0) || jitter > 0 && n < 190 {
			t.Errorf("jitter %v: back at %d instants", jitter, n)
		}
	}
}
