package meter

import (
	"math/bits"
	"time"

	"wavetank/sim"
)

// A Distribution is where spans go, many at a time: it is too large to be at hand for each.
type Distribution interface{ AddAll(spans []time.Duration) }

// Spans are on their way to a Distribution.
type Spans struct {
	room *[many]time.Duration // filled from the end; nil is none
	left uint                 // places
	to   Distribution
}

// many spans go to a distribution at a time. More would drive each other out of the near
// cache: all places of a chain fill their rooms at the same pace.
const many = 64

func (s *Spans) add(d time.Duration) {
	if s.left == 0 {
		s.renew()
	}
	s.left--
	s.room[s.left%many] = d
}

// renew makes room. It stays apart, so that add is done in place.
//
//go:noinline
func (s *Spans) renew() {
	if s.room == nil {
		s.room = new([many]time.Duration)
	} else {
		s.to.AddAll(s.room[:])
	}
	s.left = many
}

// flush leaves nothing behind, not even the memory.
func (s *Spans) flush() {
	if s.room != nil {
		s.to.AddAll(s.room[s.left:])
		s.room, s.left = nil, 0
	}
}

// An Area is a sum of counts by time, in 128 bits, so that it is exact.
type Area struct{ Hi, Lo uint64 }

// Add adds so long, or an instant, n times.
func (a *Area) Add(n int64, span time.Duration) {
	hi, lo := bits.Mul64(uint64(n), uint64(span))
	a.Merge(Area{hi, lo})
}

// rise adds one instant or span.
func (a *Area) rise(at sim.Time) {
	var carry uint64
	a.Lo, carry = bits.Add64(a.Lo, uint64(at), 0)
	a.Hi += carry
}

// Merge adds another sum.
func (a *Area) Merge(o Area) {
	var carry uint64
	a.Lo, carry = bits.Add64(a.Lo, o.Lo, 0)
	a.Hi += o.Hi + carry
}

// fall takes one instant away. The sum may be below zero meanwhile.
func (a *Area) fall(at sim.Time) {
	var borrow uint64
	a.Lo, borrow = bits.Sub64(a.Lo, uint64(at), 0)
	a.Hi -= borrow
}

// Float returns the sum in nanoseconds.
func (a Area) Float() float64 { return float64(float64(a.Hi)*(1<<64)) + float64(a.Lo) }
