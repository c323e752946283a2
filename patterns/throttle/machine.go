package throttle

import (
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
	lately           *patterns.Slices // see wanted and accepted
}

// What a slice counts: a call that was wanted, when it was, and one that the callee
// accepted, when that was known.
var (
	wanted   = patterns.Counts{1, 0}
	accepted = patterns.Counts{0, 1}
)

// A Permit belongs to a call that was allowed. Hand it to Done once.
type Permit struct{ slice int64 }

// New returns a throttle that has seen nothing. It panics if c is not valid.
func New(c Config) *Throttle {
	if err := knob.Check(&c); err != nil {
		panic("throttle: " + err.Error())
	}
	return &Throttle{
		multiplier: c.Multiplier, most: c.Most, minimum: int64(c.MinimumCalls),
		lately: patterns.NewSlices(c.Window, c.Slices),
	}
}

// Allow asks whether a call may be made now, luck being its own draw. The call
// counts as wanted either way, once that has been decided.
func (t *Throttle) Allow(now sim.Time, luck sim.Rand) (Permit, bool) {
	allowed := !luck.Chance(t.Chance(now))
	return Permit{t.lately.Count(now, wanted)}, allowed
}

// Done records what the end of an allowed call counts as. A success was accepted; what
// is ignored is as if it had not been wanted.
func (t *Throttle) Done(now sim.Time, p Permit, o patterns.Outcome) {
	switch o {
	case patterns.Success:
		t.lately.Count(now, accepted)
	case patterns.Ignored:
		t.lately.Back(now, p.slice, wanted)
	}
}

// Chance returns with what chance a call would be turned away now.
func (t *Throttle) Chance(now sim.Time) float64 {
	requests, accepts := t.Counts(now)
	if requests < t.minimum {
		return 0
	}
	excess := float64(requests) - float64(t.multiplier*float64(accepts))
	return min(t.most, max(0, excess/float64(requests+1)))
}

// Counts returns how many calls of the window were wanted, and accepted.
func (t *Throttle) Counts(now sim.Time) (requests, accepts int64) {
	sum := t.lately.Sum(now)
	return sum[0], sum[1]
}
