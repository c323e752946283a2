package sidecar

import (
	"math"
	"slices"
	"time"

	"wavetank/sim"
)

// A stall is what faults do to a proxy that is alive: it stands still, it gets
// nothing done, or it is slow.
type stall struct {
	halted int           // faults under which no work goes on
	paused int           // those of them under which no answer goes through either
	since  sim.Time      // when the first of those that last began
	stood  time.Duration // in all, before that
	slow   []*float64
	parked sim.List[passage] // until the end of a fault
}

// Pause lets the proxy stand still: nothing goes through in either direction.
func (x *proxy) Pause() (undo func()) {
	x.stall.paused++
	work := x.Hang()
	return func() {
		x.stall.paused--
		work()
	}
}

// Hang lets the proxy take in requests and not pass them on. Answers come through.
func (x *proxy) Hang() (undo func()) {
	s, w := &x.stall, x.site.World()
	if s.halted++; s.halted == 1 {
		s.since = w.Now()
	}
	return func() {
		if s.halted--; s.halted == 0 {
			s.stood += w.Now().Sub(s.since)
		}
		wake(&s.parked)
	}
}

// Slow lets the work on requests that come from now on take factor times as long.
func (x *proxy) Slow(factor float64) (undo func()) {
	f := &factor
	x.stall.slow = append(x.stall.slow, f)
	return func() {
		x.stall.slow = slices.DeleteFunc(x.stall.slow, func(g *float64) bool { return g == f })
	}
}

func (s *stall) stretch(d time.Duration) time.Duration {
	for _, f := range s.slow {
		d = time.Duration(min(float64(float64(d)**f), math.MaxInt64/2))
	}
	return d
}

// still returns for how long the proxy has got nothing done, up to now.
func (s *stall) still(now sim.Time) time.Duration {
	if s.halted > 0 {
		return s.stood + now.Sub(s.since)
	}
	return s.stood
}
