package reports

import (
	"fmt"
	"slices"

	"wavetank/sim"
)

// A Judged is what became of one invariant in one run.
type Judged struct {
	Invariant string
	Broken    bool
	At        sim.Time // when it was violated first, if Broken
	Words     string   // how; or why nothing could violate it
	Goal      bool     // it is not to be kept, but to be reached in some run
	Reached   bool     // by this one
}

// String tells a violation in one line.
func (j Judged) String() string {
	return fmt.Sprintf("%s is violated at %v: %s", j.Invariant, j.At, j.Words)
}

// A Tally is what became of one invariant in the runs of one variant.
type Tally struct {
	Invariant string
	Variant   string
	Point     []string // of a sweep, each key with its value; else nil
	Runs      int
	Broken    int      // runs in which it was violated
	Seed      uint64   // of the first of these
	At        sim.Time // when it was violated there
	Words     string   // how; or why nothing could violate it
	Goal      bool     // as in Judged
	Reached   int      // runs
	Command   string   // shows it; empty until the caller knows
}

// tallies counts what became of the invariants of a variant, in the order in which
// its runs, by seed, know them.
func tallies(variant string, runs []Run) []Tally {
	var list []Tally
	for i := range runs {
		for _, j := range runs[i].Judged {
			at := slices.IndexFunc(list, func(t Tally) bool { return t.Invariant == j.Invariant })
			if at < 0 {
				at = len(list)
				list = append(list, Tally{Invariant: j.Invariant, Variant: variant, Goal: j.Goal})
			}
			t := &list[at]
			t.Runs++
			if j.Reached {
				t.Reached++
			}
			if !j.Broken {
				if t.Broken == 0 && (t.Runs == 1 || j.Words == "") {
					t.Words = j.Words // once it could have been violated, it is held
				}
				continue
			}
			if t.Broken++; t.Broken == 1 {
				t.Seed, t.At, t.Words = runs[i].Seed, j.At, j.Words
			}
		}
	}
	return list
}

// Tallies returns what became of the invariants in this run.
func (s *Summary) Tallies() []Tally {
	return tallies(s.Variant, []Run{{Seed: s.Seed, Judged: s.Judged}})
}

// Invariants returns what became of the invariants at all points, by point.
func (s *Sweep) Invariants() []Tally {
	var all []Tally
	for i, point := range s.Points {
		for _, t := range point.Invariants {
			for k, value := range s.Values(i) {
				t.Point = append(t.Point, s.Axes[k].Name()+" = "+value)
			}
			all = append(all, t)
		}
	}
	return all
}

func (j Judged) json() members {
	at := undefined()
	if j.Broken {
		at = number(j.At.Seconds())
	}
	if j.Goal {
		return members{{"invariant", j.Invariant}, {"reached", j.Reached}}
	}
	return members{{"invariant", j.Invariant}, {"violated", j.Broken}, {"at_s", at}, {"words", j.Words}}
}

// json leaves null where and when the invariant was violated first, if it held.
func (t Tally) json() members {
	if t.Goal {
		return members{{"invariant", t.Invariant}, {"variant", t.Variant}, {"runs", t.Runs}, {"reached", t.Reached}}
	}
	var seed any
	at := undefined()
	if t.Broken > 0 {
		seed, at = t.Seed, number(t.At.Seconds())
	}
	return members{
		{"invariant", t.Invariant}, {"variant", t.Variant}, {"runs", t.Runs}, {"violated", t.Broken},
		{"first_seed", seed}, {"at_s", at}, {"words", t.Words}, {"command", t.Command},
	}
}
