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
	Is:       "what Temporal, MassTransit or Eventuate do for sagas; not a workflow with timers, nor a deadline of the saga as a whole",
	State:    "the stock and the ledger of a participant, and the log of the coordinator, lie on the disks of their services; several instances share one each, in the database of their node (its keys state and database), where a coordinator drives the steps, and are refused in the other styles",
	Shares:   true,
	One: func(config any, of string) (why, instead string) {
		c := config.(*Config)
		if c.Style == "orchestration" || c.Style == "none" {
			return "", ""
		}
		return "with style " + c.Style + " a machine keeps the steps that it is at: that instances share them is not built",
			`style = "orchestration", or one instance and no database`
	},
	Notes: func(config any) (routes []string) {
		for _, s := range config.(*Config).Steps {
			routes = append(routes, s.Action, s.Compensation)
		}
		return routes
	},
	Facts: []patterns.Fact{
		{Kind: Started, Acts: true}, {Kind: SagaCompleted}, {Kind: SagaCompensated}, {Kind: SagaParked, Never: parksNone}, {Kind: SagaDone},
		{Kind: SagaUndone}, {Kind: Repeated}, {Kind: SagaLate}, {Kind: SagaRefused}, {Kind: SagaLocked},
		{Kind: Oversold, Never: sellsNothing}, {Kind: Irreversible}, {Kind: HalfDone, Shows: patterns.Level},
		{Kind: InDoubt, Shows: patterns.Level}, {Kind: Forgotten, Shows: patterns.Level}, {Kind: Decided, Shows: patterns.Delay},
	},
})

// sellsNothing says that there is no stock that could fall below zero.
func sellsNothing(config any) string {
	c := config.(*Config)
	if slices.ContainsFunc(c.Steps, func(s Step) bool { return s.Change != 0 }) {
		return ""
	}
	return "none of its steps has a change, so that there is no stock"
}

// parksNone says that no saga is left to an operator.
func parksNone(config any) string {
	if config.(*Config).ParkAfter > 0 {
		return ""
	}
	return "park_after = 0 leaves no saga to an operator"
}

// Build returns the part that a node has in a saga: it coordinates, or does steps,
// or both. On an edge there is nothing to add.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Node == nil || s.Peer != "" {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		if slices.ContainsFunc(c.Steps, func(step Step) bool { return patterns.NodeOf(step.Action) == s.Group }) {
			a := newParticipant(s, &c, next)
			next = a
			if c.Style == "choreography" {
				next = newChoreographedParticipant(a)
			}
		}
		if patterns.NodeOf(c.Start) == s.Group {
			next = newCoordinator(s, &c, next)
		}
		return next
	}}
}
