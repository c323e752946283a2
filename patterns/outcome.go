package patterns

import (
	"errors"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns/knob"
)

// An End is how a call ended, as whoever made it can tell: finer than a
// nodes.Outcome, as reports do not ask who turned a call away.
type End uint8

// The ends of calls.
const (
	OK        End = iota
	Failed        // an error
	Permanent     // an error that says it comes at every attempt
	TimedOut      // no answer in time
	Rejected      // turned away by the callee, such as by a full queue
	NotSent       // turned away by a pattern of the caller's own
	Cancelled     // given up by whoever made it
	ends
)

// EndOf tells the end of a call from its error.
func EndOf(err error) End {
	switch {
	case err == nil:
		return OK
	case errors.Is(err, nodes.ErrNotSent):
		return NotSent
	case errors.Is(err, net.ErrCancelled):
		return Cancelled
	case errors.Is(err, nodes.ErrPermanent):
		return Permanent
	}
	return [...]End{nodes.Failed: Failed, nodes.TimedOut: TimedOut, nodes.Rejected: Rejected}[nodes.OutcomeOf(err)]
}

// EndsAs reports whether a call that ended with err ended in one of these words. Nil is OK,
// which no list of bad ends names.
func EndsAs(words []string, err error) bool { return slices.Contains(words, EndOf(err).String()) }

// String returns the end in the words of configurations.
func (e End) String() string {
	return [...]string{"ok", "failed", "permanent", "timed-out", "rejected", "not-sent", "cancelled"}[e]
}

// An Outcome is what the end of a call counts as for a pattern that judges its callee
// by calls.
type Outcome uint8

// The outcomes.
const (
	Success Outcome = iota
	Failure
	Ignored // the call is as if it had never been made
)

// String returns the outcome in lower case.
func (o Outcome) String() string { return [...]string{"success", "failure", "ignored"}[o] }

// Outcomes are the knobs that say which end of a call counts as what. They mean the
// same, and have the same defaults, wherever a callee is judged by calls: what neither
// list names is a success, as in resilience4j, Polly, MicroProfile and gobreaker.
type Outcomes struct {
	Failures []string `toml:"failures" default:"failed,permanent,timed-out,rejected" enum:"failed,permanent,timed-out,rejected,not-sent,cancelled" doc:"ends of calls that count as failures: an error (failed), one that says it comes at every attempt (permanent), no answer in time (timed-out), a rejection by the callee such as a full queue (rejected), one by a pattern of the caller's own such as a bulkhead (not-sent), a call that was given up by whoever made it (cancelled)"`
	// Ignored is nil where a file says nothing, which is not an empty list.
	Ignored []string `toml:"ignored" enum:"failed,permanent,timed-out,rejected,not-sent,cancelled" doc:"ends of calls that count as nothing; what neither failures nor ignored names is a success. Absent: not-sent and cancelled, but for what failures names; [] ignores nothing"`
}

// Clash returns an error for an end that both lists name, given the key of the table
// that they are in, with its dot.
func (o Outcomes) Clash(table string) *knob.FieldError {
	for _, word := range o.Ignored {
		if slices.Contains(o.Failures, word) {
			return knob.Wrong(table+"ignored", "names %q, which is among the failures", word)
		}
	}
	return nil
}

// Judge returns what each end counts as.
func (o Outcomes) Judge() Judge {
	ignored := o.Ignored
	if ignored == nil {
		ignored = []string{NotSent.String(), Cancelled.String()}
	}
	var j Judge
	for e := range ends {
		switch word := e.String(); {
		case slices.Contains(o.Failures, word):
			j[e] = Failure
		case slices.Contains(ignored, word):
			j[e] = Ignored
		}
	}
	return j
}

// A Judge knows what each End counts as. A success is one always.
type Judge [ends]Outcome

// Of returns what a call counts as that ended with err.
func (j *Judge) Of(err error) Outcome { return j[EndOf(err)] }
