package selection

import "math"

// A Race is under way from Begin until Ask returns nothing.
type Race struct {
	Problem
	entries     []*entry
	first       int // instances of the first stage
	generations int
	generation  int  // that is racing
	exhaustive  bool // every design entered at the start
	planned     int  // entries at most, over which the risk is spread
	spent       int  // observations
	limit       int  // observations that the generation may end with
	draws       uint64
	asked       []Question
}

// An entry is a design and what was observed of it.
type entry struct {
	design Design
	values [][]float64 // by instance: the objectives, then the constraints
	fate   Fate
	by     int // the entry that it went out by
}

// A Fate is how a design has left the race, if it has.
type Fate int

// The fates. A design that ties with another is within the zone of it, or the same in
// every instance; one that is cut was worth no more of the budget.
const (
	Racing Fate = iota
	Beaten
	Tied
	Infeasible
	Cut
)

// A Question is for the objectives and constraints of a design on an instance.
type Question struct {
	Entry    int
	Design   Design
	Instance int
}

// Ask returns what to observe next, or nothing if the race is over. What was asked before
// has to be told first.
func (r *Race) Ask() []Question {
	if r.asked != nil {
		return r.asked
	}
	for r.asked = r.next(); r.asked == nil; r.asked = r.next() {
		if !r.breed() {
			return nil
		}
	}
	return r.asked
}

// Tell takes in the answers to all that was asked, in its order. An objective that is
// undefined or infinite is worse than any number.
func (r *Race) Tell(answers [][]float64) {
	for i, q := range r.asked {
		values := append([]float64(nil), answers[i]...)
		for k, x := range values {
			if math.IsNaN(x) {
				values[k] = math.Inf(1)
			}
		}
		e := r.entries[q.Entry]
		e.values = append(e.values, values)
	}
	r.spent += len(r.asked)
	r.asked = nil
	r.eliminate()
}

// racing returns the entries that are still in, in the order in which they entered.
func (r *Race) racing() []int {
	var in []int
	for i, e := range r.entries {
		if e.fate == Racing {
			in = append(in, i)
		}
	}
	return in
}

// next returns the next block of the generation, or nothing if it is over: those who have
// seen the fewest instances are given more, until all have seen as many.
func (r *Race) next() []Question {
	in := r.racing()
	least, most := math.MaxInt, 0
	for _, i := range in {
		n := len(r.entries[i].values)
		least, most = min(least, n), max(most, n)
	}
	var behind []int
	for _, i := range in {
		if len(r.entries[i].values) == least {
			behind = append(behind, i)
		}
	}
	n := block
	switch {
	case least < r.first:
		n = r.first - least
	case least < most:
		n = min(block, most-least)
	case r.spent >= r.limit || r.decided(in):
		return nil
	}
	if r.spent+n*len(behind) > r.Budget {
		return nil
	}
	var asked []Question
	for k := range n {
		for _, i := range behind {
			asked = append(asked, Question{i, r.entries[i].design, least + k})
		}
	}
	return asked
}

// decided reports whether no more instances would put anybody out.
func (r *Race) decided(in []int) bool {
	for _, i := range in {
		for _, l := range in {
			if i < l && !r.closed(i, l) {
				return false
			}
		}
	}
	return true
}

// eliminate puts out whoever is infeasible or beaten, by those who are still in.
func (r *Race) eliminate() {
	for _, e := range r.entries {
		if e.fate == Racing && len(e.values) >= r.first && r.broken(e) {
			e.fate, e.by = Infeasible, -1
		}
	}
	for i, e := range r.entries {
		for l, by := range r.entries {
			if i != l && e.fate == Racing && by.fate == Racing {
				if fate := r.beats(l, i); fate != Racing {
					e.fate, e.by = fate, l
				}
			}
		}
	}
}
