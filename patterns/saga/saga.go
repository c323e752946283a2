package saga

import (
	"slices"

	"wavetank/nodes"
	"wavetank/patterns"
)

// Pattern is the saga's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "saga",
	Idea:     "splits what several services must do together into local transactions, and undoes those that are done when a later one cannot be",
	Flagship: "order-saga",
	Hurts:    "saga-irreversible",
	Facts: []patterns.Fact{
		{Kind: Started, Acts: true}, {Kind: SagaCompleted}, {Kind: SagaCompensated}, {Kind: SagaParked}, {Kind: SagaDone},
		{Kind: SagaUndone}, {Kind: Repeated}, {Kind: SagaLate}, {Kind: SagaRefused}, {Kind: SagaLocked},
		{Kind: Oversold}, {Kind: Irreversible}, {Kind: HalfDone, Shows: patterns.Level},
		{Kind: InDoubt, Shows: patterns.Level}, {Kind: Decided, Shows: patterns.Delay},
	},
})

// Build returns the part that a node has in a saga: it coordinates, or does steps,
// or both. On an edge there is nothing to add.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Node == nil || s.Peer != "" {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		if slices.ContainsFunc(c.Steps, func(step Step) bool { return node(step.Action) == s.Group }) {
			a, lines := newParticipant(s, &c, next)
			next = a
			if c.Style == "choreography" {
				next = newChoreographedParticipant(a, lines)
			}
		}
		if node(c.Start) == s.Group {
			next = newCoordinator(s, &c, next)
		}
		return next
	}}
}
