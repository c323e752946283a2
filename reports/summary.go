package reports

import (
	"time"

	"wavetank/sim"
)

// A Summary is what one run came to: plain data, folded from the trace. All
// counts leave out the warm-up: a request belongs to the instant at which it
// was meant to start, a fact to the instant at which it happened.
type Summary struct {
	Variant  string
	Seed     uint64
	Digest   string
	Duration time.Duration // virtual, with the warm-up
	Warmup   time.Duration
	Events   uint64
	Loads    []Load        // in the order of the scenario
	Facts    []FactCount   // by name
	Told     []Told        // what facts told beyond their number, by name
	Places   []*Place      // nodes, instances, routes and edges; nil if nobody asked for them
	Faults   []Disturbance // in the order of their beginning
	Surges   []Disturbance // of the loads, in the same order
	Series   Series        // over all loads
	Wasted   time.Duration // work that nobody wants any more, for every load and for none

	Judged []Judged // the invariants of the variant, in the order of the scenario; nil if nobody judged them

	NeverWell string   // how the system was not within its SLO before its first disturbance; empty if it was
	State     State    // how it ended: stable, backlogged or overloaded
	StateFrom sim.Time // from when on that is judged
	AtEase    bool     // nodes were measured, and none had more to do in the last quarter from then on than it can

	whole *Load // all loads added up, of a copy that many metrics read; nil if nobody has
}

// A Load is what became of one load's requests.
type Load struct {
	Name string
	Outcomes
	Latencies
	Users      int64         // of a closed loop
	Hanging    int64         // of them, those who wait for an answer that never comes
	InFlight   int64         // requests that had not ended when the run was, and are too young to tell
	Wasted     time.Duration // of the work that nodes did for them, what nobody wanted any more at its end
	Reads      int64         // of items, answered
	StaleReads int64         // of them, those that found an older write than they had to
	Writes     int64         // of items, acknowledged
	LostWrites int64         // of them, those that the store forgot
}

// A FactCount says how often a kind of fact happened.
type FactCount struct {
	Name  string
	Count int64
}

// A Disturbance is something that a system comes back from, or does not: one occurrence of a
// fault, or a surge of the load. Recovery is how long it took to be well again after its end.
type Disturbance struct {
	Surge     bool // of the load, not a fault
	Name      string
	What      string // in words
	Begin     sim.Time
	End       sim.Time
	Touched   int64         // messages, requests or nodes that a fault affected
	Untold    Untold        // why nothing can be said of the recovery from it, or empty
	Recovered bool          // the system was well again before the next disturbance, or the end of the run, and stayed so; or was never ill
	Recovery  time.Duration // from the end of all that are too dense to tell apart to the first of the windows that were well, if Recovered
}

// A Series is the run in windows of equal width from time zero, the warm-up
// included, for charts.
type Series struct {
	Width   time.Duration
	Windows []Window
	Counted []Counted // of what never happened none
}

// A Window is what became of the requests that were meant to start in it. Of their latencies
// there are the figures that a course is drawn of: all their buckets are the greater part of
// a run, which nobody asks for.
type Window struct {
	Outcomes
	P50, P99 time.Duration // of those answered well, zero if there are none
	AllP99   time.Duration // of all that ended or are unanswered, zero if there are none
}

// Fact returns how often a kind of fact happened after the warm-up.
func (s *Summary) Fact(name string) int64 {
	for _, f := range s.Facts {
		if f.Name == name {
			return f.Count
		}
	}
	return 0
}

// load returns the load of that name, or all loads added up if it is empty.
func (s *Summary) load(name string) (*Load, bool) {
	if name == "" {
		if s.whole != nil {
			return s.whole, true
		}
		return s.total(), true
	}
	for i := range s.Loads {
		if s.Loads[i].Name == name {
			return &s.Loads[i], true
		}
	}
	return nil, false
}

// total adds up the loads. Work wasted on behalf of no load is in it as well.
func (s *Summary) total() *Load {
	t := &Load{}
	if len(s.Loads) == 1 {
		*t = s.Loads[0]
		t.Name = ""
	} else {
		for i := range s.Loads {
			t.add(&s.Loads[i])
		}
	}
	t.Wasted = s.Wasted
	return t
}

func (l *Load) add(o *Load) {
	l.Outcomes.add(&o.Outcomes)
	l.Latencies.merge(&o.Latencies)
	l.Users += o.Users
	l.Hanging += o.Hanging
	l.InFlight += o.InFlight
	l.Wasted += o.Wasted
	l.Reads += o.Reads
	l.StaleReads += o.StaleReads
	l.Writes += o.Writes
	l.LostWrites += o.LostWrites
}
