package retry

import "wavetank/sim"

// A Share is the budget of Envoy: of the calls under way, so many may be at a
// retry, one that waits for its turn included, and a few in any case. It needs no
// memory, and lets go as soon as the calls do.
//
//	retries under way ≤ max(Least, Of · calls under way)
type Share struct {
	Of    float64 // 0 to 1
	Least int

	calls, retries int
}

// Begin counts a call as under way.
func (s *Share) Begin(sim.Time) { s.calls++ }

// Retry takes a place for a retry, if there is one.
func (s *Share) Retry(sim.Time, bool) bool {
	if s.retries >= s.Least && float64(s.retries+1) > s.Of*float64(s.calls) {
		return false
	}
	s.retries++
	return true
}

// Done gives the place of a retry back.
func (s *Share) Done(_ sim.Time, a Attempt) {
	if a.Retry {
		s.retries--
	}
}

// End counts a call as under way no more.
func (s *Share) End(sim.Time) { s.calls-- }

// Calls returns how many are under way, and how many of them are at a retry.
func (s *Share) Calls() (all, retries int) { return s.calls, s.retries }
