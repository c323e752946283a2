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
	minimum          float64
	lately           *patterns.Slices // see wanted and what follows
}

// What a slice counts: a call that was wanted, when it was, and turned away, if it was;
// one that the callee accepted, and one whose end is ignored, when that was known.
var (
	wanted     = patterns.Counts{1, 0, 0, 0}
	accepted   = patterns.Counts{0, 1, 0, 0}
	turnedAway = patterns.Counts{0, 0, 1, 0}
	ignored    = patterns.Counts{0, 0, 0, 1}
)

// A Permit belongs to a call that was allowed. Hand it to Done once.
type Permit struct{ slice int64 }

// New returns a throttle that has seen nothing. It panics if c is not valid.
func New(c Config) *Throttle {
	if err := knob.Check(&c); err != nil {
		panic("throttle: " + err.Error())
	}
	return &Throttle{
		multiplier: c.Multiplier, most: c.Most, minimum: float64(c.MinimumCalls),
		lately: patterns.NewSlices(c.Window, c.Slices),
	}
}

// Allow asks whether a call may be made now, luck being its own draw. The call
// counts as wanted either way, once that has been decided.
func (t *Throttle) Allow(now sim.Time, luck sim.Rand) (Permit, bool) {
	allowed := !luck.Chance(t.Chance(now))
	slice := t.lately.Count(now, wanted)
	if !allowed {
		t.lately.Count(now, turnedAway)
	}
	return Permit{slice}, allowed
}

// Done records what the end of an allowed call counts as. A success was accepted; what
// is ignored is as if it had not been wanted.
func (t *Throttle) Done(now sim.Time, p Permit, o patterns.Outcome) {
	switch o {
	case patterns.Success:
		t.lately.Count(now, accepted)
	case patterns.Ignored:
		t.lately.Back(now, p.slice, wanted)
		t.lately.Count(now, ignored)
	}
}

// Chance returns with what chance a call would be turned away now. Of those that were
// turned away, as large a part counts as of those that were made: the ends of the others
// would have been ignored. Otherwise a throttle would hold itself closed by them.
func (t *Throttle) Chance(now sim.Time) float64 {
	sum := t.lately.Sum(now)
	requests, made := float64(sum[0]), sum[0]-sum[2]
	if away, unheard := sum[2], sum[3]; away > 0 && unheard > 0 {
		requests -= float64(away*unheard) / float64(made+unheard)
	}
	if requests < t.minimum {
		return 0
	}
	excess := requests - float64(t.multiplier*float64(sum[1]))
	return min(t.most, max(0, excess/(requests+1)))
}

// Counts returns how many calls of the window were wanted, and accepted.
func (t *Throttle) Counts(now sim.Time) (requests, accepts int64) {
	sum := t.lately.Sum(now)
	return sum[0], sum[1]
}
