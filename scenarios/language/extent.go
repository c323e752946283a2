package language

import (
	"time"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

// This file estimates what a run will take, before anything of it is made.

const (
	mostSpans   = 4_000_000 // states that one link goes through in a run
	mostHistory = 5_000_000 // requests whose whole history is kept, some 300 bytes each
	mostKnown   = 2 << 30   // bytes that the members of a group keep of each other
)

// checkSpans complains about a link that changes its state too often: two states that
// follow each other take so long on average.
func (r *reader) checkSpans(at document.Value, both, duration time.Duration) {
	if both <= 0 {
		return
	}
	if changes := 2 * duration.Seconds() / both.Seconds(); changes > mostSpans {
		r.Complain(at.At(), "about %.2g changes of state in one run, more than the limit of %d", changes, mostSpans).
			Allow("states that last longer, or a shorter duration")
	}
}

// checkStates complains about a fault that has links change their state too often.
func (r *reader) checkStates(c document.Value, effect fault.Effect, duration time.Duration) {
	switch e := effect.(type) {
	case *fault.BurstLoss:
		r.checkSpans(c.Of("good"), e.Good+e.Bad, duration)
	case *fault.Partition:
		if e.Flap == nil {
			return
		}
		up, down := e.Flap.Up.Mean(), e.Flap.Down.Mean()
		for i, mean := range []time.Duration{up, down} {
			if mean < time.Microsecond { // net draws none that is shorter
				r.Complain(c.Of("flap").Of([]string{"up", "down"}[i]).At(), "no state of a partition lasts %v on average", mean).Allow("1us or more")
				return
			}
		}
		r.checkSpans(c.Of("flap"), up+down, duration)
	}
}

// Requests returns how many requests a run makes, about.
func (s *Scenario) Requests() (all float64) {
	for i := range s.Loads {
		all += s.Loads[i].expected()
	}
	return all
}

// checkHistory complains about an invariant that keeps the history of too many requests.
func (r *reader) checkHistory(at document.Value, form string, s *Scenario) {
	requests := s.Requests()
	if s.Duration > 0 && requests > mostHistory {
		r.Complain(at.At(), "%q keeps the history of every request, about %.2g in one run and more than the limit of %d", form, requests, mostHistory).
			Allow("lower rates of the loads, or a shorter duration")
	}
}

// An acquainted configuration is of a group whose members keep something of each other.
type acquainted interface {
	PerPeer() int64 // bytes that a member keeps of each other
}

// A selective configuration is of a group that has a bound of its own; 0 is none.
type selective interface{ MostMembers() int }

// checkAcquaintances complains about a group whose members keep too much of each other, or
// are too many for what they run.
func (r *reader) checkAcquaintances(on document.Value, p Pattern, machines int) {
	if c, ok := p.Config.(selective); ok && c.MostMembers() > 0 && machines > c.MostMembers() {
		r.Complain(on.At(), "a group of %d machines is too many for the engine of %s", machines, p.Name).Allow("at most %d with it: fewer instances, or another engine", c.MostMembers())
		return
	}
	c, ok := p.Config.(acquainted)
	if !ok || machines > mostMembers {
		return
	}
	pairs := int64(machines) * int64(machines)
	if each := c.PerPeer(); pairs*each > mostKnown {
		r.Complain(on.At(), "a group of %d machines, of which each keeps about %d bytes of each other: %.3g GB in one run", machines, each, float64(pairs*each)/1e9).
			Allow("at most 2 GB, as of %d machines: fewer instances", root(mostKnown/each))
	}
}

// root returns the greatest number whose square is not above n.
func root(n int64) int64 {
	var r int64
	for (r+1)*(r+1) <= n {
		r++
	}
	return r
}
