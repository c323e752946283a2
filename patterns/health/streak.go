package health

// A Streak is the pure machine that counts checks in a row. It begins up.
type Streak struct {
	rise, fall int
	down       bool
	row        int // checks in a row that speak for a change
}

// NewStreak returns one that falls and rises after so many checks.
func NewStreak(rise, fall int) Streak { return Streak{rise: rise, fall: fall} }

// Heard records a check, and reports whether it made a difference.
func (s *Streak) Heard(good bool) (changed bool) {
	if good != s.down {
		s.row = 0
		return false
	}
	enough := s.fall
	if s.down {
		enough = s.rise
	}
	if s.row++; s.row < enough {
		return false
	}
	s.row, s.down = 0, !s.down
	return true
}

// Down reports whether it has fallen.
func (s *Streak) Down() bool { return s.down }
