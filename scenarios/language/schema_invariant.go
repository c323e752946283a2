package language

import (
	"slices"
	"time"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// An Invariant is what must hold in every single run, at every instant: exactly
// one of its forms is set.
type Invariant struct {
	Pos  document.Position `toml:"-"`
	Name string            `toml:"name" doc:"a label; absent: the words of the claim"`

	Never        string        `toml:"never" kind:"fact" oneof:"form" doc:"no such fact happens"`
	AtMost       *int          `toml:"at_most" range:"0..1000000000" oneof:"form" doc:"no more facts of that many share what per says; with until: no more are between the two at once"` // nil = absent
	Of           string        `toml:"of" kind:"fact" only:"at_most" idle:"it says what at_most counts" doc:"at_most: of this fact"`
	Until        string        `toml:"until" kind:"fact" only:"at_most" idle:"it says with what that which at_most counts ends" doc:"at_most: it ends with this fact of the same node"`
	Monotone     string        `toml:"monotone" kind:"fact" oneof:"form" doc:"the value of this fact never decreases"`
	Conserved    []string      `toml:"conserved" kind:"fact" oneof:"form" doc:"two facts, what is taken and what is given back: never more given than taken, and in the end as much"`
	Per          string        `toml:"per" enum:"all,key,value,extra,node" default:"all" only:"at_most | monotone | conserved" idle:"it tells the facts of at_most, monotone and conserved apart" doc:"facts are told apart by it: each is judged on its own"`
	Durable      bool          `toml:"durable" oneof:"form" doc:"after the storm no read misses a write that was acknowledged before it began"`
	Linearizable bool          `toml:"linearizable" oneof:"form" doc:"the reads and writes of each item could have happened one after another"`
	That         string        `toml:"that" oneof:"form" doc:"a claim about one run, such as \"error_rate < 10%\", without a variant"`
	Eventually   string        `toml:"eventually" kind:"fact" oneof:"form" doc:"this fact happens again once the storm is over"`
	Within       time.Duration `toml:"within" range:">0s.." only:"eventually" idle:"it bounds eventually" doc:"eventually: no later than this after the storm"`
	Sometimes    string        `toml:"sometimes" kind:"fact" oneof:"form" doc:"not to be kept but to be reached: hunt and compare tell if no run has this fact"`

	Variants []string `toml:"variants" kind:"variant" doc:"only of these variants; absent: of all"`
	Note     string   `toml:"note" doc:"why"`
}

// A StormTable says which storms hunt may draw, and when the calm begins.
type StormTable struct {
	Kinds    []string      `toml:"kinds" kind:"fault" doc:"kinds of faults that may come; absent: all that can strike the scenario, but for those that must be asked for"`
	Most     int           `toml:"most" default:"10" range:"1..1000" doc:"faults in a storm"`
	From     time.Duration `toml:"from" doc:"none begins earlier"`
	Until    time.Duration `toml:"until" range:">0s.." doc:"all are over then, and the calm begins; absent: six tenths of the run"` // 0 = absent
	Down     string        `toml:"down" enum:"minority,one,all" default:"minority" doc:"how many instances of a node, or members of a group that lies on several, may be out of action at once"`
	Spare    []string      `toml:"spare" kind:"end" doc:"nodes and instances that no fault of machines strikes"`
	Leaders  []string      `toml:"leaders" doc:"nodes of which some crashes, pauses, hangs, partitions and faults of links strike whichever instance leads"`
	Triggers []string      `toml:"triggers" kind:"fact" doc:"facts that may set off a fault some time later"`
}

// Calm returns when the storms of the scenario are over.
func (s *Scenario) Calm() time.Duration {
	if s.Storm != nil && s.Storm.Until > 0 {
		return s.Storm.Until
	}
	return s.Duration * 6 / 10
}

// restless returns the first fault that acts, or may come again, in what should be calm, or
// nil. Of one that is set off by a fact only a run can tell.
func (s *Scenario) restless() *fault.Fault {
	for i := range s.Faults {
		when := &s.Faults[i].Schedule
		var end time.Duration
		switch {
		case when.At != nil:
			end = *when.At
		case when.Between != nil:
			end = when.Until
		default:
			continue
		}
		if when.Every > 0 && end < s.Duration {
			more := (s.Duration - 1 - end) / when.Every
			if when.Times > 0 {
				more = min(more, time.Duration(when.Times-1))
			}
			end += more * when.Every
		}
		if lasts, ok := when.For.(sim.Constant); ok {
			end += time.Duration(lasts)
		}
		if when.For == nil || end > s.Calm() {
			return &s.Faults[i]
		}
	}
	return nil
}

// Holds reports whether the invariant is claimed of a variant.
func (i *Invariant) Holds(variant string) bool {
	return len(i.Variants) == 0 || slices.Contains(i.Variants, variant)
}
