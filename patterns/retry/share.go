package retry

import "wavetank/sim"

// A Share is the budget of Envoy: so many retries may there be for the attempts
// under way, one that waits for its turn included, and a few in any case. A call
// that waits for its retry has no attempt under way, so that the budget shrinks
// while a burst of failures uses it up. It needs no memory, and lets go as soon as
// the calls do.
//
//	a retry is allowed while retries < max(Least, ⌊Of · attempts under way⌋)
type Share struct {
	Of    float64 // 0 to 1
	Least int

	flying, retries int
}

// Begin counts a first attempt as under way.
func (s *Share) Begin(sim.Time) { s.flying++ }

// Retry takes a place for a retry, if there is one.
func (s *Share) Retry(sim.Time, bool) (Price, bool) {
	if s.retries >= max(s.Least, int(float64(s.Of*float64(s.flying)))) {
		return 0, false
	}
	s.retries++
	return 0, true
}

// Again counts a retry as under way.
func (s *Share) Again(sim.Time) { s.flying++ }

// Done counts an attempt as under way no more, and gives the place of a retry back.
func (s *Share) Done(_ sim.Time, a Attempt) {
	if !a.Unsent {
		s.flying--
	}
	if a.Retry {
		s.retries--
	}
}

// Flying returns how many attempts are under way, and how many retries there are
// with those that wait for their turn.
func (s *Share) Flying() (attempts, retries int) { return s.flying, s.retries }
