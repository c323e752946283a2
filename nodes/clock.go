package nodes

import (
	"math"
	"math/bits"
	"time"

	"wavetank/sim"
)

// A Reading is what a node's wall clock shows: nanoseconds since the epoch at
// which the world began, as far as the node knows. It may be negative. True
// time is another type, sim.Time, so that the two cannot be mixed up.
type Reading int64

// Add returns r moved by d.
func (r Reading) Add(d time.Duration) Reading { return r + Reading(d) }

// Sub returns the span from s to r, as the clock measured it.
func (r Reading) Sub(s Reading) time.Duration { return time.Duration(r - s) }

// String returns r as a duration since the epoch, such as "1.5s".
func (r Reading) String() string { return time.Duration(r).String() }

// Ticks is what a node's monotonic clock shows: nanoseconds since the world
// began, as this clock counts them. Only the span between two Ticks of one
// clock means anything. Ticks never jump and never go back.
type Ticks int64

// Add returns t moved by d.
func (t Ticks) Add(d time.Duration) Ticks { return t + Ticks(d) }

// Sub returns the span from s to t, as the clock measured it.
func (t Ticks) Sub(s Ticks) time.Duration { return time.Duration(t - s) }

// String returns t as a duration, such as "1.5s".
func (t Ticks) String() string { return time.Duration(t).String() }

// PPM is a deviation of a clock's rate in parts per million: a clock of 100 PPM
// gains 100 microseconds in a second.
type PPM float64

// ClockConfig says how a clock differs from true time. The zero value shows
// true time.
type ClockConfig struct {
	Offset time.Duration // what the wall clock shows too much at the beginning
	Drift  PPM           // how much too fast it runs
}

// A Clock is what a node believes about time: a wall clock, which can be set,
// and a monotonic one, which cannot. Both drift alike. A clock outlives the
// crashes of its node.
//
// Its arithmetic is exact: what it shows depends on when its rate was changed,
// and not on when it was read.
type Clock struct {
	world  *sim.World
	offset time.Duration // of the wall clock from the monotonic one
	drift  int64         // in parts of fullRate; the sum of all causes

	since sim.Time // when the rate was last changed
	ticks Ticks    // at that time
	rest  uint64   // and the part of a nanosecond beyond, in parts of fullRate

	reads, wallReads int64
}

// Rates are counted in parts of a million millions. However much the drifts
// add up to, a clock runs between a tenth and ten times as fast as true time.
const (
	fullRate = 1_000_000_000_000
	slowest  = fullRate / 10
	fastest  = fullRate * 10
)

// NewClock returns the clock of a node.
func NewClock(w *sim.World, c ClockConfig) *Clock {
	return &Clock{world: w, offset: c.Offset, drift: c.Drift.parts()}
}

// parts returns p in parts of fullRate.
func (p PPM) parts() int64 {
	const most = fastest / 1e6
	return int64(math.Floor(float64(max(-most, min(float64(p), most))*1e6) + 0.5))
}

// Wall returns what the wall clock shows. It jumps when the clock is set.
func (c *Clock) Wall() Reading {
	c.reads++
	c.wallReads++
	ticks, _ := c.count()
	return Reading(ticks).Add(c.offset)
}

// Monotonic returns what the monotonic clock shows.
func (c *Clock) Monotonic() Ticks {
	c.reads++
	ticks, _ := c.count()
	return ticks
}

// Elapse returns how long it truly takes until the monotonic clock shows d
// more than now, if its rate stays as it is: the span for a timer that the node
// sets to d.
func (c *Clock) Elapse(d time.Duration) time.Duration {
	c.reads++
	if d <= 0 {
		return 0
	}
	_, rest := c.count()
	hi, lo := bits.Mul64(uint64(d), fullRate)
	lo, borrow := bits.Sub64(lo, rest, 0)
	hi -= borrow
	rate := c.rate()
	lo, carry := bits.Add64(lo, rate-1, 0) // to round up
	if hi += carry; hi >= rate {
		return math.MaxInt64
	}
	span, _ := bits.Div64(hi, lo, rate)
	return time.Duration(min(span, math.MaxInt64))
}

// Step sets the wall clock forward by that much, or back if it is negative,
// until the undo sets it right again.
func (c *Clock) Step(by time.Duration) (undo func()) {
	c.offset += by
	return func() { c.offset -= by }
}

// Drift makes the clock run faster by that much, from now on. The undo gives it
// its rate back; the error that has built up stays.
func (c *Clock) Drift(add PPM) (undo func()) {
	c.turn(add.parts())
	return func() { c.turn(-add.parts()) }
}

// Reads returns how often the clock was asked for the time or for a timer: a
// fault of a clock that nobody reads touches nothing.
func (c *Clock) Reads() int64 { return c.reads }

// WallReads returns how often the wall clock was read, which is all that a step
// can touch.
func (c *Clock) WallReads() int64 { return c.wallReads }

// turn changes the rate without a jump.
func (c *Clock) turn(parts int64) {
	c.ticks, c.rest = c.count()
	c.since = c.world.Now()
	c.drift += parts
}

// rate returns the rate in parts of fullRate.
func (c *Clock) rate() uint64 {
	return uint64(min(max(fullRate+c.drift, slowest), fastest))
}

// count returns the monotonic clock's present state, to a part of fullRate of a
// nanosecond. After 292 years it stands at the last of its numbers.
func (c *Clock) count() (Ticks, uint64) {
	hi, lo := bits.Mul64(uint64(c.world.Now().Sub(c.since)), c.rate())
	lo, carry := bits.Add64(lo, c.rest, 0)
	hi += carry
	if hi >= fullRate {
		return math.MaxInt64, 0
	}
	ns, rest := bits.Div64(hi, lo, fullRate)
	if ns > uint64(math.MaxInt64-c.ticks) {
		return math.MaxInt64, 0
	}
	return c.ticks + Ticks(ns), rest
}
