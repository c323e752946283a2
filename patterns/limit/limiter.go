package limit

import (
	"math"
	"slices"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// A Limiter is the pure machine: it is told the time and the ends of calls.
type Limiter struct {
	config Config
	law    law
	limit  float64
	inUse  int

	began   sim.Time        // of the window
	took    []time.Duration // by the calls that ended in it
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

// New returns a limiter at its initial limit; jitter is that of its measurements. It panics if c is not valid.
func New(c Config, jitter patterns.Jitter) *Limiter {
	if err := knob.Check(&c); err != nil {
		panic("limit: " + err.Error())
	}
	return &Limiter{config: c, law: c.law(jitter), limit: float64(c.Initial)}
}

// Limit returns how many calls may be under way.
func (l *Limiter) Limit() int { return int(l.limit) }

// InUse returns how many are.
func (l *Limiter) InUse() int { return l.inUse }

// Enter reports whether a call may begin. A call that enters leaves exactly once.
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
	if o != Ignored && !(l.law.fresh() && now.Add(-took) < l.began) {
		l.took = append(l.took, took)
		l.dropped = l.dropped || o == Dropped
	}
	span := now.Sub(l.began)
	if len(l.took) == 0 || !l.law.enough(span, len(l.took)) {
		return false
	}
	was := l.Limit()
	w := Window{Span: span, Took: l.config.typical(l.took), Most: l.most, Dropped: l.dropped}
	l.limit = max(float64(l.config.Min), min(float64(l.config.Max), l.law.next(l.limit, w)))
	l.began, l.took, l.most, l.dropped = now, l.took[:0], l.inUse, false
	return l.Limit() != was
}

// typical returns the quantile of what calls took, or the average. It sorts them.
func (c Config) typical(took []time.Duration) time.Duration {
	if c.Quantile > 0 {
		slices.Sort(took)
		rank := int(math.Ceil(float64(c.Quantile * float64(len(took)))))
		return took[max(1, rank)-1]
	}
	var sum time.Duration
	for _, t := range took {
		sum += t
	}
	return sum / time.Duration(len(took))
}
