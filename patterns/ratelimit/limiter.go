package ratelimit

import (
	"time"

	"wavetank/patterns/knob"
	"wavetank/sim"
)

// A Limiter is the pure machine: it is told the time, and says when a call may
// pass.
type Limiter struct{ rule }

// A rule knows what has passed, and what may pass when.
type rule interface {
	next(now sim.Time) sim.Time // when a call may pass that comes now
	take(now, at sim.Time)      // it will pass at that time, which is next's
	back(now, at sim.Time)      // it will not, after all; at is later than now
}

// NewLimiter returns a limiter through which nothing has passed. It panics if c is
// not valid.
func NewLimiter(c Config) *Limiter {
	if err := knob.Check(&c); err != nil {
		panic("ratelimit: " + err.Error())
	}
	switch {
	case c.Rule == "sliding-window":
		return &Limiter{&slidingLog{window: c.Window, most: int(c.most())}}
	case c.Rule == "sliding-counter":
		return &Limiter{&slidingCounter{window: c.Window, most: c.most()}}
	case c.Rule == "leaky-bucket":
		return &Limiter{newBucket(c.Rate, 1)}
	case c.Every > 0:
		return &Limiter{newLumps(c)}
	}
	return &Limiter{newBucket(c.Rate, c.Burst)}
}

// A Turn is when a call may pass.
type Turn struct{ at sim.Time }

// At returns when the call may pass.
func (t Turn) At() sim.Time { return t.at }

// Take lets a call pass that is willing to wait so long, and returns when. If that
// were later it does not, and returns when the next could pass nevertheless: then
// or not at all.
func (l *Limiter) Take(now sim.Time, patience time.Duration) (Turn, bool) {
	at := l.next(now)
	if at.Sub(now) > patience {
		return Turn{at}, false
	}
	l.take(now, at)
	return Turn{at}, true
}

// Return gives a turn back that was not used. That changes something only if it
// is the latest that was taken: others hold on to theirs.
func (l *Limiter) Return(now sim.Time, t Turn) {
	if t.at > now {
		l.back(now, t.at)
	}
}
