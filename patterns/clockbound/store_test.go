package clockbound

import (
	"testing"

	"wavetank/nodes"
)

// TestAPileOfWritesHidesNoVersion: however many writes wait for their stamps to
// pass, as after a hang, what is visible stays so, and a read from before all that
// is kept finds the oldest.
func TestAPileOfWritesHidesNoVersion(t *testing.T) {
	s := NewStore()
	at := func(n int) Stamp { return Stamp{Wall: nodes.Reading(n)} }
	s.Commit(1, s.Begin(1, 100, at(100)))
	for n := 101; n < 101+2*mostVersions; n++ {
		s.Begin(1, int64(n), at(n))
	}
	if f := s.Read(1, at(100), Stamp{}); f.Token != 100 {
		t.Errorf("behind the pile a read found %+v, want the token 100", f)
	}
	for n := 101; n < 101+2*mostVersions; n++ {
		s.Commit(1, at(n))
	}
	s.Commit(1, s.Begin(1, 999, at(999)))
	if f := s.Read(1, at(0), Stamp{}); f.Token != 101 {
		t.Errorf("a read from before all versions found %+v, want the oldest that is kept, 101", f)
	}
}
