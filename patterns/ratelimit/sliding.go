package ratelimit

import (
	"math/bits"
	"time"

	"wavetank/sim"
)

// A slidingLog remembers when the latest calls passed: no window, wherever it
// begins, has more of them than most. A call is forgotten a window after it.
type slidingLog struct {
	window time.Duration
	most   int
	passed []sim.Time // at most most, oldest at head once it is full
	head   int
}

func (l *slidingLog) next(now sim.Time) sim.Time {
	if len(l.passed) < l.most {
		return now
	}
	return max(now, l.passed[l.head].Add(l.window))
}

func (l *slidingLog) take(_, at sim.Time) {
	if len(l.passed) < l.most {
		l.passed = append(l.passed, at)
		return
	}
	l.passed[l.head] = at
	l.head = (l.head + 1) % l.most
}

// back puts in place of the latest call the one that it waited for.
func (l *slidingLog) back(_, at sim.Time) {
	if latest := (l.head + l.most - 1) % l.most; l.passed[latest] == at {
		l.passed[latest] = at.Add(-l.window)
		l.head = latest
	}
}

// A slidingCounter counts the calls of aligned windows, and takes those of the
// window before as evenly spread over it: a call may pass if
//
//	before · (rest of this window / window) + in this one + 1 ≤ most
//
// The latest window that anything passed in may lie ahead.
type slidingCounter struct {
	window time.Duration
	most   int64

	latest       int64 // the number of the window
	before, here int64 // calls in the one before it, and in it
}

func (c *slidingCounter) next(now sim.Time) sim.Time {
	number, before, here := c.look(now)
	for {
		if at := c.slot(number, before, here); at < c.begin(number+1) {
			return max(now, at)
		}
		number, before, here = number+1, here, 0
	}
}

// look returns the window in which a call that comes now may pass, at the earliest.
func (c *slidingCounter) look(now sim.Time) (number, before, here int64) {
	switch number = int64(now) / int64(c.window); {
	case number <= c.latest:
		return c.latest, c.before, c.here
	case number == c.latest+1:
		return number, c.here, 0
	}
	return number, 0, 0
}

func (c *slidingCounter) begin(number int64) sim.Time {
	return sim.Time(time.Duration(number) * c.window)
}

// slot returns from when on one call more may pass in a window: its end, or later, if
// none may.
func (c *slidingCounter) slot(number, before, here int64) sim.Time {
	room := c.most - 1 - here
	switch {
	case room < 0:
		return c.begin(number + 1)
	case room >= before:
		return c.begin(number)
	}
	// before·(window - elapsed) ≤ room·window
	hi, lo := bits.Mul64(uint64(room), uint64(c.window))
	rest, _ := bits.Div64(hi, lo, uint64(before))
	return c.begin(number + 1).Add(-time.Duration(rest))
}

func (c *slidingCounter) take(_, at sim.Time) {
	c.latest, c.before, c.here = c.look(at)
	c.here++
}

func (c *slidingCounter) back(_, at sim.Time) {
	if c.here > 0 && c.slot(c.latest, c.before, c.here-1) == at {
		c.here--
	}
}
