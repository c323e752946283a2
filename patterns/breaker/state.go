package breaker

import "wavetank/sim"

// A State is what the breaker does with a call: pass it, reject it, or pass a few.
type State uint8

const (
	Closed   State = iota // every call passes and is counted
	Open                  // no call passes
	HalfOpen              // a few trials pass, and decide

	MetricsOnly // every call passes and is counted, and nothing comes of it
	ForcedOpen  // no call passes, ever
)

// String returns the state as facts and reports write it.
func (s State) String() string {
	return [...]string{"closed", "open", "half-open", "metrics-only", "forced-open"}[s]
}

// A Reason is why the breaker changed its state.
type Reason uint8

const (
	TooManyFailures Reason = iota // closed → open: their rate, number or run
	TooManySlow                   // closed → open: slow-call rate
	WaitOver                      // open → half-open
	TrialsPassed                  // half-open → closed
	TrialsFailed                  // half-open → open: failed or slow trials
	TrialsHung                    // half-open → open: no verdict by the deadline
)

// String returns the reason as facts write it.
func (r Reason) String() string {
	return [...]string{
		"too-many-failures", "too-many-slow-calls", "wait-over",
		"trials-passed", "trials-failed", "trials-hung",
	}[r]
}

// A Move is one change of state, or of none: from MetricsOnly to MetricsOnly, where a
// breaker that acts would have opened. At is when it happened, which may lie before
// the call that noticed it: a half-open episode ends at its deadline, not when
// somebody next asks.
type Move struct {
	From, To   State
	Why        Reason
	At         sim.Time
	Generation uint32   // the generation that begins
	Until      sim.Time // when an opened breaker may go half-open; zero otherwise
	Saw        Tally    // the calls or trials that decided
}

// A Permit lets one call pass. It belongs to one generation, the time between two
// changes of state; Done ignores it in every other. The zero Permit belongs to
// no generation.
type Permit struct {
	generation uint32
	serial     uint32 // of a trial within its generation; zero while closed
}

// Trial reports whether the call is a trial of a half-open breaker.
func (p Permit) Trial() bool { return p.serial != 0 }

// Generation returns the generation that the permit belongs to.
func (p Permit) Generation() uint32 { return p.generation }
