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
	Loads    []Load      // in the order of the scenario
	Facts    []FactCount // by name
	Faults   []Fault     // in the order of their beginning
	Series   Series      // over all loads
	Wasted   time.Duration
}

// A Load is what became of one load's requests. Requests is always the sum of
// OK, Failed, TimedOut, Rejected and InFlight.
type Load struct {
	Name       string
	Requests   int64 // meant to start after the warm-up
	OK         int64 // answered well (Degraded ones among them)
	Degraded   int64
	Failed     int64     // answered with an error, or the connection broke
	TimedOut   int64     // given up by the caller
	Rejected   int64     // turned away: full, shed, or by a pattern
	InFlight   int64     // not ended when the run was
	Attempts   int64     // calls put on the network on behalf of the requests, at every hop
	LatencyOK  Histogram // of those answered well, from the intended start
	LatencyAll Histogram // of all that ended
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
	Lasting   bool          // it was still on when the run ended
	Recovered bool          // the system was well again before the run, or the next fault, ended that
	Recovery  time.Duration // from End to the first of the windows that were well, if Recovered
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
	Requests, OK, Failed, TimedOut, Rejected int64
	Attempts                                 int64
	LatencyOK, LatencyAll                    Histogram
}
