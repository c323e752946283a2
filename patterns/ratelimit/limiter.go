package ratelimit

import (
	"math"
	"time"

	"wavetank/patterns/knob"
	"wavetank/sim"
)

// A Limiter is the pure machine: it is told the time, and says when a call may
// pass. It counts the tokens that were ever taken; the n-th exists from a certain
// instant on, which is the virtual scheduling of ITU-T I.371.
type Limiter struct {
	burst    int64
	interval time.Duration // between two tokens, or between two lumps
	lump     int64         // tokens that come together
	lumpy    bool          // at the multiples of interval, whenever they were taken

	free sim.Time // one by one: when the bucket would be full, were nothing more taken
	left int64    // lumps: tokens in the bucket at since; negative are promised
	tick int64    // lumps: the number of the latest
}

// NewLimiter returns a limiter whose bucket is full. It panics if c is not valid.
func NewLimiter(c Config) *Limiter {
	if err := knob.Check(&c); err != nil {
		panic("ratelimit: " + err.Error())
	}
	l := &Limiter{
		burst: int64(c.Burst), lump: 1,
		interval: time.Duration(math.Round(float64(float64(time.Second) / c.Rate))),
	}
	switch {
	case c.Rule == "leaky-bucket":
		l.burst = 1
	case c.Every > 0:
		l.lumpy, l.interval, l.lump = true, c.Every, c.lump()
		l.left = l.burst
	}
	return l
}

// A Turn is when a call may pass.
type Turn struct{ at sim.Time }

// At returns when the call may pass.
func (t Turn) At() sim.Time { return t.at }

// Take takes a token for a call that is willing to wait so long, and returns when
// it may pass. If that were later it takes none, and returns when the token comes
// nevertheless: then or not at all.
func (l *Limiter) Take(now sim.Time, patience time.Duration) (Turn, bool) {
	at := l.next(now)
	if at.Sub(now) > patience {
		return Turn{at}, false
	}
	if l.lumpy {
		l.left--
	} else {
		l.free = max(l.free, now).Add(l.interval)
	}
	return Turn{at}, true
}

func (l *Limiter) next(now sim.Time) sim.Time {
	if l.lumpy {
		l.fill(now)
		if l.left > 0 {
			return now
		}
		lumps := (-l.left)/l.lump + 1
		return sim.Time(time.Duration(l.tick+lumps) * l.interval)
	}
	return max(now, l.free.Add(-time.Duration(l.burst-1)*l.interval))
}

// fill puts the lumps into the bucket that have come since the latest.
func (l *Limiter) fill(now sim.Time) {
	tick := int64(now) / int64(l.interval)
	if came := tick - l.tick; came > (l.burst-l.left)/l.lump {
		l.left = l.burst
	} else {
		l.left = min(l.burst, l.left+came*l.lump)
	}
	l.tick = tick
}

// Return gives a token back that was not used. That changes something only if it
// is the latest that was taken: others hold on to theirs.
func (l *Limiter) Return(now sim.Time, t Turn) {
	switch {
	case t.at <= now:
	case l.lumpy:
		l.fill(now)
		if l.left++; l.next(now) != t.at { // another's turn is later, or as late
			l.left--
		}
	case l.free.Add(-time.Duration(l.burst)*l.interval) == t.at:
		l.free = l.free.Add(-l.interval)
	}
}
