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
	Faults   []Fault       // in the order of their beginning
	Series   Series        // over all loads
	Wasted   time.Duration // work whose caller had given up, for every load and for none

	Judged []Judged // the invariants of the variant, in the order of the scenario; nil if nobody judged them

	NeverWell string // how the system was not within its SLO before its first fault; empty if it was
}

// A Load is what became of one load's requests. Requests is always the sum of
// OK, Failed, TimedOut, Rejected, Unanswered and InFlight.
type Load struct {
	Name       string
	Requests   int64 // meant to start after the warm-up
	OK         int64 // answered well (Degraded ones among them)
	Degraded   int64
	Failed     int64         // answered with an error, or the connection broke
	TimedOut   int64         // given up by the caller
	Rejected   int64         // turned away: full, shed, or by a pattern
	Users      int64         // of a closed loop
	Hanging    int64         // of them, those who wait for an answer that never comes
	Unanswered int64         // not ended when the run was, and waiting longer than any that was answered
	InFlight   int64         // not ended when the run was, and too young to tell
	Attempts   int64         // calls put on the network on behalf of the requests, at every hop
	Wasted     time.Duration // of the work that nodes did for them, what ended after its caller had given up
	Reads      int64         // of items, answered
	StaleReads int64         // of them, those that found an older write than they had to
	Writes     int64         // of items, acknowledged
	LostWrites int64         // of them, those that the store forgot
	LatencyOK  Histogram     // of those answered well, from the intended start
	LatencyAll Histogram     // of all that ended, and how long the unanswered had waited
}

// A FactCount says how often a kind of fact happened.
type FactCount struct {
	Name  string
	Count int64
}

// A Fault is one occurrence of a fault, and how long the system took to be
// well again after its end.
type Fault struct {
	Name      string
	What      string // in words
	Begin     sim.Time
	End       sim.Time
	Touched   int64         // messages, requests or nodes that it affected
	Untold    Untold        // why nothing can be said of the recovery from it, or empty
	Recovered bool          // the system was well again before the next fault, or the end of the run, and stayed so; or was never ill
	Recovery  time.Duration // from the end of the disturbance to the first of the windows that were well, if Recovered
}

// A Series is the run in windows of equal width from time zero, the warm-up
// included, for charts.
type Series struct {
	Width   time.Duration
	Windows []Window
}

// A Window counts the requests that were meant to start in it, by what became
// of them, and their latencies.
type Window struct {
	Requests, OK, Degraded, Failed, TimedOut, Rejected, Unanswered int64
	Attempts                                                       int64
	LatencyOK, LatencyAll                                          Histogram
}

// Known returns of how many requests it is known what became of them.
func (l *Load) Known() int64 { return l.OK + l.Errors() }

// Errors returns how many of the requests went wrong.
func (l *Load) Errors() int64 { return l.Failed + l.TimedOut + l.Rejected + l.Unanswered }

// ErrorRate returns the share of the requests that went wrong, among those of
// which it is known. It reports false if there are none.
func (l *Load) ErrorRate() (float64, bool) { return ratio(float64(l.Errors()), float64(l.Known())) }

// DegradedRate returns the share of the good answers that were degraded. It
// reports false if there was none.
func (l *Load) DegradedRate() (float64, bool) { return ratio(float64(l.Degraded), float64(l.OK)) }

// AttemptsPerRequest returns the amplification of the load. It reports false if
// there was no request.
func (l *Load) AttemptsPerRequest() (float64, bool) {
	return ratio(float64(l.Attempts), float64(l.Requests))
}

// Goodput returns the requests answered well per second of the measured time:
// the run after the warm-up. It reports false if that is none.
func (l *Load) Goodput(measured time.Duration) (float64, bool) {
	return ratio(float64(l.OK), measured.Seconds())
}

// Known returns of how many of the window's requests it is known what became of
// them, then or later.
func (w *Window) Known() int64 { return w.OK + w.Errors() }

// Errors returns how many of the window's requests went wrong.
func (w *Window) Errors() int64 { return w.Failed + w.TimedOut + w.Rejected + w.Unanswered }

// ErrorRate returns the share of the window's requests that went wrong, among
// those of which it is known. It reports false if there are none.
func (w *Window) ErrorRate() (float64, bool) { return ratio(float64(w.Errors()), float64(w.Known())) }

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
	l.Requests += o.Requests
	l.OK += o.OK
	l.Degraded += o.Degraded
	l.Failed += o.Failed
	l.TimedOut += o.TimedOut
	l.Rejected += o.Rejected
	l.Unanswered += o.Unanswered
	l.Users += o.Users
	l.Hanging += o.Hanging
	l.InFlight += o.InFlight
	l.Attempts += o.Attempts
	l.Wasted += o.Wasted
	l.Reads += o.Reads
	l.StaleReads += o.StaleReads
	l.Writes += o.Writes
	l.LostWrites += o.LostWrites
	l.LatencyOK.Merge(&o.LatencyOK)
	l.LatencyAll.Merge(&o.LatencyAll)
}
