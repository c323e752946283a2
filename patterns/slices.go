package patterns

import (
	"time"

	"wavetank/sim"
)

// Counts are a few counters of one thing.
type Counts [4]int64

// Slices count what happened lately: in the current slice of time, and in those before
// it, as many as there are in all. Slices are cut at multiples of their width since the
// world began, and forgotten one by one, so that a count costs the same however many
// came before. Time must not run backwards.
//
//	│ forgotten │ held │ held │ current │        Sum: what is held, the current one included
type Slices struct {
	width  time.Duration
	ring   []Counts // slice number n lives at n modulo len(ring)
	latest int64    // number of the current slice
	sum    Counts
}

// NewSlices returns n slices that hold so much time together.
func NewSlices(span time.Duration, n int) *Slices {
	return &Slices{width: max(1, span/time.Duration(n)), ring: make([]Counts, n)}
}

// pass makes the slice current in which now lies.
func (s *Slices) pass(now sim.Time) {
	current, n := int64(now)/int64(s.width), int64(len(s.ring))
	if current-s.latest >= n {
		s.Clear()
		s.latest = current
		return
	}
	for s.latest < current {
		s.latest++
		s.add(&s.ring[s.latest%n], s.ring[s.latest%n], -1)
	}
}

// add adds so many times n to a slice, and to the sum.
func (s *Slices) add(slice *Counts, n Counts, times int64) {
	for i, x := range n {
		slice[i] += times * x
		s.sum[i] += times * x
	}
}

// Count adds n to the slice that is current at now, and returns its number.
func (s *Slices) Count(now sim.Time, n Counts) (slice int64) {
	s.pass(now)
	s.add(&s.ring[s.latest%int64(len(s.ring))], n, 1)
	return s.latest
}

// Back takes n back from the slice of that number, if it is still held at now.
func (s *Slices) Back(now sim.Time, slice int64, n Counts) {
	s.pass(now)
	if held := int64(len(s.ring)); s.latest-slice < held {
		s.add(&s.ring[slice%held], n, -1)
	}
}

// Sum returns what the slices hold at now.
func (s *Slices) Sum(now sim.Time) Counts {
	s.pass(now)
	return s.sum
}

// Latest returns what they held at the latest time that they were told.
func (s *Slices) Latest() Counts { return s.sum }

// Clear forgets everything.
func (s *Slices) Clear() {
	clear(s.ring)
	s.sum = Counts{}
}
