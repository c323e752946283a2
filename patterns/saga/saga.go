package saga

import (
	"slices"

	"wavetank/nodes"
	"wavetank/patterns"
)

// Pattern is the saga's door.
var Pattern = patterns.Pattern{
	Kind:     "saga",
	Idea:     "splits what several services must do together into local transactions, and undoes those that are done when a later one cannot be",
	Flagship: "order-saga",
	Hurts:    "saga-irreversible",
	Config: func() any {
		c := Default()
		return &c
	},
	Build: func(s patterns.Site, config any) patterns.Part { return Join(s, config.(*Config)) },
	Facts: []patterns.Fact{
		{Kind: Started, Words: "a saga began", Acts: true},
		{Kind: DoneAll, Words: "a saga ended with every step done"},
		{Kind: UndoneAll, Words: "a saga ended with every step undone that can be"},
		{Kind: LeftAlone, Words: "a saga was left to an operator"},
		{Kind: StepDone, Words: "a step had its effect"},
		{Kind: StepUndone, Words: "a compensation undid a step"},
		{Kind: StepRepeated, Words: "a step had its effect a second time"},
		{Kind: StepLate, Words: "an action came after its compensation, and was refused"},
		{Kind: StepRefused, Words: "a step was refused, as there were too few units"},
		{Kind: StepLocked, Words: "a step was refused, as an unfinished saga held the item"},
		{Kind: Oversold, Words: "a compensation took back units that others had taken meanwhile: the stock is below zero"},
		{Kind: CannotBeUndone, Words: "a saga ended undone, but for steps that nothing undoes"},
		{Kind: HalfDone, Words: "sagas of which some steps have their effect and some have not", Shows: patterns.Level},
		{Kind: InDoubt, Words: "steps that are promised and wait for the decision of two-phase commit", Shows: patterns.Level},
		{Kind: Decided, Words: "a promised step learned the decision; its value is how long it was in doubt", Shows: patterns.Delay},
	},
}

// Join returns the part that a node has in a saga: it coordinates, or does steps,
// or both. On an edge there is nothing to add.
func Join(s patterns.Site, c *Config) patterns.Part {
	if s.Node == nil || s.Peer != "" {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		if slices.ContainsFunc(c.Steps, func(step Step) bool { return node(step.Action) == s.Group }) {
			a, lines := newParticipant(s, c, next)
			next = a
			if c.Style == "choreography" {
				next = newChoreographedParticipant(a, lines)
			}
		}
		if node(c.Start) == s.Group {
			next = newCoordinator(s, c, next)
		}
		return next
	}}
}
