package throttle

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// A Throttle is the pure machine: it is told the time and the luck, and reads no
// clock, stream or network. Time must not run backwards from call to call.
//
//	Allow ─► turned away
//	  └────► the call ─► Done
type Throttle struct {
	multiplier, most float64
	minimum          int64
	width            time.Duration
	ring             []tally // by slice of the window
	latest           int64   // number of the slice that is being written, since the beginning
	sum              tally   // of the ring
}

// A tally counts calls that were wanted, when they were, and calls that the
// callee accepted, when that was known.
type tally struct{ requests, accepts int64 }

// A Permit belongs to a call that was allowed. Hand it to Done once.
type Permit struct{ slice int64 }

// New returns a throttle that has seen nothing. It panics if c is not valid.
func New(c Config) *Throttle {
	if err := knob.Check(&c); err != nil {
		panic("throttle: " + err.Error())
	}
	return &Throttle{
		multiplier: c.Multiplier, most: c.Most, minimum: int64(c.MinimumCalls),
		width: max(1, c.Window/time.Duration(c.Slices)), ring: make([]tally, c.Slices),
	}
}

// Allow asks whether a call may be made now, luck being its own draw. The call
// counts as wanted either way, once that has been decided.
func (t *Throttle) Allow(now sim.Time, luck sim.Rand) (Permit, bool) {
	allowed := !luck.Chance(t.Chance(now))
	t.count(t.latest, tally{requests: 1})
	return Permit{t.latest}, allowed
}

// Done records what the end of an allowed call counts as. A success was accepted; what
// is ignored is as if it had not been wanted.
func (t *Throttle) Done(now sim.Time, p Permit, o patterns.Outcome) {
	t.pass(now)
	switch {
	case o == patterns.Success:
		t.count(t.latest, tally{accepts: 1})
	case o == patterns.Ignored && t.latest-p.slice < int64(len(t.ring)):
		t.count(p.slice, tally{requests: -1})
	}
}

// Chance returns with what chance a call would be turned away now.
func (t *Throttle) Chance(now sim.Time) float64 {
	t.pass(now)
	if t.sum.requests < t.minimum {
		return 0
	}
	excess := float64(t.sum.requests) - float64(t.multiplier*float64(t.sum.accepts))
	return min(t.most, max(0, excess/float64(t.sum.requests+1)))
}

// Counts returns how many calls of the window were wanted, and accepted.
func (t *Throttle) Counts(now sim.Time) (requests, accepts int64) {
	t.pass(now)
	return t.sum.requests, t.sum.accepts
}

// count adds to a slice that is in the window.
func (t *Throttle) count(slice int64, n tally) {
	at := &t.ring[slice%int64(len(t.ring))]
	at.requests, t.sum.requests = at.requests+n.requests, t.sum.requests+n.requests
	at.accepts, t.sum.accepts = at.accepts+n.accepts, t.sum.accepts+n.accepts
}

// pass forgets what is too old at now.
func (t *Throttle) pass(now sim.Time) {
	current, size := int64(now)/int64(t.width), int64(len(t.ring))
	if current-t.latest >= size {
		clear(t.ring)
		t.sum, t.latest = tally{}, current
		return
	}
	for t.latest < current {
		t.latest++
		old := t.ring[t.latest%size]
		t.ring[t.latest%size] = tally{}
		t.sum.requests -= old.requests
		t.sum.accepts -= old.accepts
	}
}
