package selection

import (
	"errors"
	"fmt"
	"slices"
)

// A Knob is a list of levels, 0 to Levels-1. Designs that the race proposes keep to Low
// to High; those it is given need not.
type Knob struct {
	Levels    int
	Low, High int
	Ordered   bool // neighbouring levels are likely to be alike
}

// A Design is a level for each knob.
type Design []int

// A Zone is a difference that does not matter: the larger of a fixed one and a share of
// what the first design comes to.
type Zone struct{ Fixed, Share float64 }

// A Problem says what is chosen from, and by what.
type Problem struct {
	Knobs       []Knob
	Start       []Design // that race whatever happens; of the first all others are better or not
	Objectives  []Zone   // that are to be small
	Constraints int      // numbers behind the objectives whose mean is to be zero or less
	Budget      int      // observations in all
	Seed        uint64   // of the proposals
}

// Confidence is the probability with which the race ends with the best design that it
// has seen, or with one within the zone of it.
const Confidence = 0.95

const (
	block       = 5  // instances at a time
	firstStage  = 10 // instances that every design is given before any goes out
	tight       = 400
	mostEntries = 40 // designs that enter at once
)

// Begin returns a race for the problem.
func (p Problem) Begin() (*Race, error) {
	switch {
	case len(p.Knobs) == 0:
		return nil, errors.New("there is no knob")
	case len(p.Objectives) == 0:
		return nil, errors.New("there is nothing to make small")
	case len(p.Start) == 0:
		return nil, errors.New("there is no design to begin with")
	}
	for i, k := range p.Knobs {
		if k.Levels < 1 || k.Low < 0 || k.High < k.Low || k.High >= k.Levels {
			return nil, fmt.Errorf("knob %d: levels %d to %d of %d", i+1, k.Low, k.High, k.Levels)
		}
	}
	r := &Race{Problem: p, first: firstStage, draws: p.Seed}
	if p.Budget < tight {
		r.first = block
	}
	r.generations = 3
	for n := len(p.Knobs); n > 2; n /= 2 {
		r.generations++
	}
	for _, d := range p.Start {
		r.enter(d)
	}
	room := max(1, p.Budget/(2*r.first))
	if r.exhaustive = p.size(room) <= room; r.exhaustive {
		r.generations = 1
		r.enterAll()
	} else {
		r.enterFirst(r.room())
	}
	if need := r.first * len(r.entries); p.Budget < need {
		return nil, fmt.Errorf("a budget of %d runs is too small: %d designs to begin with take %d", p.Budget, len(r.entries), need)
	}
	r.planned = max(len(r.entries), min(room, mostEntries*r.generations)+len(p.Start))
	r.limit = p.Budget / r.generations
	return r, nil
}

// size returns how many designs may be proposed, or something above most.
func (p Problem) size(most int) int {
	n := 1
	for _, k := range p.Knobs {
		if n *= k.High - k.Low + 1; n > most {
			return most + 1
		}
	}
	return n
}

// enter adds a design unless it is in already.
func (r *Race) enter(d Design) bool {
	if slices.ContainsFunc(r.entries, func(e *entry) bool { return slices.Equal(e.design, d) }) {
		return false
	}
	r.entries = append(r.entries, &entry{design: slices.Clone(d)})
	return true
}
