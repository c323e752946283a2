package nodes

import (
	"math"
	"time"

	"wavetank/sim"
)

// A RateStep sets the rate from At on. With Ramp the rate moves in a straight
// line from that of the step before and reaches Rate at At.
type RateStep struct {
	At   time.Duration
	Rate float64 // per second
	Ramp bool
}

// A BurstLoad adds Rate from At on for a while, once or, with Every, again.
type BurstLoad struct {
	Rate           float64 // per second
	At, For, Every time.Duration
}

// fastestRate is one request per nanosecond, the finest step of time.
const fastestRate = 1e9

// possible reports whether a rate makes sense.
func possible(rate float64) bool { return rate >= 0 && rate <= fastestRate }

// A course is a rate as it goes over time, which is cut into pieces only where
// it is used: a burst may come again for ever.
//
//	rate         ┌─┐      ┌─┐
//	  ▲          │ │     _│ └─────  bursts
//	  │  ________│ └___--
//	  │ /                           steps and ramps
//	  └┴────────┴─┴────┴─┴┴──────► time, in pieces
type course struct {
	steps []RateStep
	burst BurstLoad
	next  int // the first step that lies ahead; time does not go back
}

// A piece is a span in which the rate is a straight line.
type piece struct {
	from, to sim.Time
	rate     float64 // per second, at from
	slope    float64 // of the rate, per nanosecond
	whole    float64 // the rate integrated over the piece
}

// piece returns the piece of c that begins at t.
func (c *course) piece(t sim.Time) piece {
	p := c.line(t)
	b := &c.burst
	if t < sim.Time(b.At) {
		p.to = min(p.to, sim.Time(b.At))
	} else {
		since := t.Sub(sim.Time(b.At))
		if b.Every > 0 {
			since %= b.Every
		}
		if since < b.For {
			p.rate += b.Rate
			p.to = min(p.to, t.Add(b.For-since))
		} else if b.Every > 0 {
			p.to = min(p.to, t.Add(b.Every-since))
		}
	}
	p.whole = p.integral(p.to.Sub(t))
	return p
}

// line returns the piece that begins at t if there are no bursts, not yet
// integrated.
func (c *course) line(t sim.Time) piece {
	for c.next < len(c.steps) && sim.Time(c.steps[c.next].At) <= t {
		c.next++
	}
	var last RateStep
	if c.next > 0 {
		last = c.steps[c.next-1]
	}
	p := piece{from: t, to: sim.Forever, rate: last.Rate}
	if c.next < len(c.steps) {
		ahead := c.steps[c.next]
		p.to = sim.Time(ahead.At)
		if ahead.Ramp {
			p.slope = (ahead.Rate - last.Rate) / float64(ahead.At-last.At)
			p.rate = max(0, last.Rate+float64(p.slope*float64(t.Sub(sim.Time(last.At)))))
		}
	}
	return p
}

// leap skips as many whole periods of the burst, from t on, as need is not used
// up by, so that one which comes again every nanosecond and hardly ever brings a
// request is no work. It returns where it landed, and what is left of need.
func (c *course) leap(t sim.Time, need float64) (sim.Time, float64) {
	every := c.burst.Every
	if every == 0 || t < sim.Time(c.burst.At) {
		return t, need
	}
	line := c.line(t)
	each := piece{rate: c.burst.Rate}.integral(c.burst.For)
	whole := func(k int64) float64 {
		return line.integral(every*time.Duration(k)) + float64(each*float64(k))
	}
	few, many := int64(0), int64(line.to.Sub(t)/every)
	if many == 0 || whole(1) >= need {
		return t, need
	}
	for few < many {
		middle := many - (many-few)/2
		if whole(middle) < need {
			few = middle
		} else {
			many = middle - 1
		}
	}
	return t.Add(every * time.Duration(few)), need - whole(few)
}

// integral returns the rate integrated over the first d of the piece.
func (p piece) integral(d time.Duration) float64 {
	span := float64(d)
	return max(0, float64(p.rate*span)+float64(p.slope*span*span/2)) / 1e9
}

// invert returns the time at which the integral comes to need, which the piece
// has.
func (p *piece) invert(need float64) sim.Time {
	need *= 1e9
	span := 0.0
	switch {
	case need == 0:
	case p.slope == 0:
		span = need / p.rate
	default:
		// The smaller positive root of slope/2·x² + rate·x = need, in the form that
		// does not cancel. At the end of a ramp to zero, rounding may pass the top.
		square := float64(p.rate*p.rate) + float64(2*float64(p.slope*need))
		span = 2 * need / (p.rate + math.Sqrt(max(0, square)))
	}
	if span >= float64(p.to.Sub(p.from)) {
		return p.to
	}
	return p.from.Add(time.Duration(span + 0.5))
}
