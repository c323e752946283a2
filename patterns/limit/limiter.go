package limit

import (
	"time"

	"wavetank/sim"
)

// A Limiter is the pure machine: it is told the time and the ends of calls.
type Limiter struct {
	config Config
	law    law
	limit  float64
	inUse  int

	began   sim.Time // of the window
	samples int
	took    time.Duration // by all of them
	most    int
	dropped bool
}

// An Outcome is what the end of a call says about the limit.
type Outcome uint8

// The outcomes.
const (
	Well    Outcome = iota
	Dropped         // it timed out, or the callee turned it away
	Ignored         // it says nothing about the load
)

// New returns a limiter at its initial limit. It panics if c is not valid.
func New(c Config) *Limiter {
	if err := c.Validate(); err != nil {
		panic("limit: " + err.Error())
	}
	return &Limiter{config: c, law: c.law(), limit: float64(c.Initial)}
}

// Limit returns how many calls may be under way.
func (l *Limiter) Limit() int { return int(l.limit) }

// InUse returns how many are.
func (l *Limiter) InUse() int { return l.inUse }

// Enter reports whether a call may begin. Whoever enters leaves exactly once.
func (l *Limiter) Enter() bool {
	if l.inUse >= l.Limit() {
		return false
	}
	l.inUse++
	l.most = max(l.most, l.inUse)
	return true
}

// Leave records how a call ended that took so long, and reports whether the limit
// moved.
func (l *Limiter) Leave(now sim.Time, o Outcome, took time.Duration) (moved bool) {
	l.inUse--
	switch o {
	case Well:
		l.samples++
		l.took += took
	case Dropped:
		l.samples++
		l.took += took
		l.dropped = true
	}
	if l.samples == 0 || now.Sub(l.began) < l.config.Window || l.config.Window > 0 && l.samples < l.config.Samples {
		return false
	}
	was := l.Limit()
	w := Window{Took: l.took / time.Duration(l.samples), Most: l.most, Dropped: l.dropped}
	l.limit = max(float64(l.config.Min), min(float64(l.config.Max), l.law.next(l.limit, w)))
	l.began, l.samples, l.took, l.most, l.dropped = now, 0, 0, l.inUse, false
	return l.Limit() != was
}
