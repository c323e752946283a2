package net

import (
	"time"

	"wavetank/sim"
)

// spans alternates between two states, each for a span drawn anew. It is a pure
// function of time: who asks, and how often, does not move it.
type spans struct {
	world  *sim.World
	key    sim.Key
	length [2]sim.Dist
	state  int
	until  sim.Time // when the present span ends
	begun  bool
}

// shortest is the least that a span lasts, so that looking up the state after
// an hour of silence has a bound.
const shortest = time.Microsecond

// now returns the state that rules now. State 0 is the first, from the time at
// which until stood when it was made.
func (s *spans) now() int {
	for s.until <= s.world.Now() {
		if s.begun {
			s.state = 1 - s.state
		}
		s.begun = true
		s.world.Spend()
		luck := s.world.Draw(s.key, sim.Key(s.until))
		s.until = s.until.Add(max(shortest, s.length[s.state].Sample(luck)))
	}
	return s.state
}
