package throttle

import (
	"fmt"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// ErrNotAdmitted is how a call ends that admission control turned away. It wraps
// nodes.ErrNotSent: it says nothing about the callee, and a retry makes no sense.
var ErrNotAdmitted = fmt.Errorf("throttle: too few calls succeed: %w", nodes.ErrNotSent)

// AdmissionRefused tells that a call was turned away. Owner is the caller, Peer the
// callee; of the calls in the window Value of Extra went well.
var AdmissionRefused = sim.NewKind("admission.refused", "a call was turned away without being sent", "calls of the window that went well", "calls of the window")

// Admission is the door of admission control.
var Admission = patterns.Define(BuildAdmission, patterns.Pattern{
	Kind:     "admission-control",
	Idea:     "turns calls away on the caller's side as soon as a smaller part of them succeeds than it should, and counts none that it turned away",
	Flagship: "admission-control",
	Hurts:    "admission-own-errors",
	Is:       "the filter of Envoy; its success criteria are the knobs failures and ignored, and only an answer of an instance reaches it",
	State:    "each instance counts on its own, in memory",
	Edges:    true,
	Facts: []patterns.Fact{
		{Kind: AdmissionRefused, Acts: true},
	},
})

// BuildAdmission returns the part that admits the calls of one edge.
func BuildAdmission(s patterns.Site, c AdmissionConfig) patterns.Part {
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		return newLimiter(s, NewGate(c), c.Judge(), refusal{AdmissionRefused, ErrNotAdmitted}, next)
	}}
}
