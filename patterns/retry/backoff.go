package retry

import (
	"time"

	"wavetank/sim"
)

// A Backoff says how long to wait before a retry. It is a pure function of how
// many waits there were, of the last one and of luck, and can be used on its own.
//
// The n-th wait, from 0, is drawn around or below
//
//	bound = min(Cap, Base · Factor^n)
//
//	none           bound
//	full           U(0, bound)
//	equal          bound/2 + U(0, bound/2)
//	proportional   bound · U(1 − Spread, 1 + Spread): the cap bounds the middle
//	decorrelated   min(Cap, U(Base, 3 · previous wait)), the one before the first being Base
//
// where U(a, b) is uniform, both ends included. The formulas of the first four
// but proportional, and of decorrelated, are those of M. Brooker, Exponential
// Backoff And Jitter (AWS Architecture Blog, 2015). Some glossaries nest one draw
// in another and call it decorrelated; that is another distribution.
type Backoff struct {
	Base   time.Duration // the first bound; zero waits never
	Factor float64       // at least 1, which keeps the bound constant
	Cap    time.Duration // zero is no cap
	Jitter Jitter
	Spread float64 // 0 to 1, of Proportional
}

// A Jitter is how luck spreads waits, so that a crowd that failed together does
// not come back together.
type Jitter string

// The jitters. The zero value is None, too.
const (
	None         Jitter = "none"
	Full         Jitter = "full"
	Equal        Jitter = "equal"
	Decorrelated Jitter = "decorrelated"
	Proportional Jitter = "proportional"
)

// Bound returns what the n-th wait, from 0, is drawn around or below.
func (b Backoff) Bound(n int) time.Duration {
	most := float64(longest)
	if b.Cap > 0 {
		most = float64(b.Cap)
	}
	bound := float64(b.Base)
	for ; n > 0 && b.Factor > 1 && bound > 0 && bound < most; n-- {
		bound *= b.Factor
	}
	return time.Duration(min(bound, most))
}

// longest is a wait that ends after every run, and can be trebled.
const longest = 1000 * time.Hour

// Next returns the n-th wait, from 0, given the one before it. Luck is the
// caller's own: who shares a draw with others waits as long as they do.
func (b Backoff) Next(n int, previous time.Duration, luck sim.Rand) time.Duration {
	if b.Jitter == Decorrelated {
		if n == 0 {
			previous = b.Base
		}
		wait := between(luck, b.Base, 3*min(previous, longest))
		if b.Cap > 0 && wait >= b.Cap {
			return b.Cap
		}
		return wait
	}
	bound := b.Bound(n)
	switch b.Jitter {
	case Full:
		return between(luck, 0, bound)
	case Equal:
		return between(luck, bound/2, bound)
	case Proportional:
		reach := time.Duration(float64(bound) * b.Spread)
		return between(luck, bound-reach, bound+reach)
	}
	return bound
}

// between is uniform, both ends included.
func between(luck sim.Rand, lo, hi time.Duration) time.Duration { return luck.Between(lo, hi+1) }
