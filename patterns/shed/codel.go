package shed

import (
	"math"
	"time"

	"wavetank/sim"
)

// A CoDel is the control law of RFC 8289. Once waits have been above target for
// an interval it drops, and again after interval/√1, interval/√2, interval/√3 …
// until they are below.
type CoDel struct {
	target, interval time.Duration

	above    sim.Time // when waits will have been above target for an interval; 0 is not now
	dropping bool
	next     sim.Time // when to drop again
	behind   bool     // next is that of the latest drop
	count    int      // drops since dropping began
	last     int      // count as it began
}

// NewCoDel returns a law that has seen no wait.
func NewCoDel(target, interval time.Duration) *CoDel {
	return &CoDel{target: target, interval: interval}
}

// Drop is told of the wait of the request at the head of the queue, as it would
// leave, and whether it is alone there. It reports whether to drop it.
func (c *CoDel) Drop(now sim.Time, wait time.Duration, alone bool) bool {
	standing := c.standing(now, wait, alone)
	switch {
	case !standing:
		c.dropping = false
		return false
	case !c.dropping:
		c.enter(now)
		return true
	}
	if c.behind {
		c.next = c.after(c.next)
		c.behind = false
	}
	if now < c.next {
		return false
	}
	c.count++
	c.behind = true
	return true
}

// standing reports whether waits have been above target for an interval.
func (c *CoDel) standing(now sim.Time, wait time.Duration, alone bool) bool {
	switch {
	case wait < c.target || alone:
		c.above = 0
	case c.above == 0:
		c.above = now.Add(c.interval)
	default:
		return now >= c.above
	}
	return false
}

// enter begins to drop, at the pace that was needed before if that was not long ago.
func (c *CoDel) enter(now sim.Time) {
	c.dropping, c.behind = true, false
	since := c.count - c.last
	c.count = 1
	if since > 1 && now.Sub(c.next) < 16*c.interval {
		c.count = since
	}
	c.last = c.count
	c.next = c.after(now)
}

func (c *CoDel) after(t sim.Time) sim.Time {
	return t.Add(time.Duration(float64(c.interval) / math.Sqrt(float64(c.count))))
}
