package net

import (
	"math/bits"
	"time"

	"wavetank/sim"
)

// Burst is the loss model of Gilbert (1960) and Elliott (1963) in continuous
// time: a link is good or bad for exponentially distributed spans, and loses
// at another rate in each. The spans are drawn from a stream of the link, not
// from its traffic, so that one message more does not move the storm.
type Burst struct {
	Good     time.Duration // mean length of a good span
	Bad      time.Duration // mean length of a bad span
	LossGood float64       // share lost while good
	LossBad  float64       // share lost while bad
}

// burst is where a link is in its chain of spans.
type burst struct {
	until sim.Time
	bad   bool
}

// loss returns the share that the link loses now.
func (b *burst) loss(w *sim.World, key sim.Key, c *Burst) float64 {
	for b.until <= w.Now() {
		span := c.Good
		if b.until > 0 {
			b.bad = !b.bad
		}
		if b.bad {
			span = c.Bad
		}
		r := w.Draw(key+drawBurst, sim.Key(b.until).Mix(drawBurst))
		b.until = b.until.Add(max(1, sim.Exponential(span).Sample(r)))
	}
	if b.bad {
		return c.LossBad
	}
	return c.LossGood
}

// scale returns a*b/c without overflow on the way, for non-negative numbers;
// what does not fit stops at the largest.
func scale(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(c) {
		return 1<<63 - 1
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(q, 1<<63-1))
}
