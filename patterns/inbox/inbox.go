package inbox

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What becomes of messages at their receiver. Key is the message.
var (
	InboxEffect = sim.NewKind("inbox.effect", "a message had its effect", "the item")
	Doubled     = sim.NewKind("inbox.doubled", "a message had its effect once more, be it as another message for the same request of a user")
	Dropped     = sim.NewKind("inbox.dropped", "a message came again and was dropped")
	Skipped     = sim.NewKind("inbox.skipped", "a message was dropped that never had its effect")
	Remembered  = sim.NewKind("inbox.remembered", "messages that a receiver remembers")
	Excess      = sim.NewKind("inbox.excess", "effects beyond one for each message, or for all that are for the same request of a user")
)

// Pattern is the door of the idempotent receiver.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "inbox",
	Idea:     "remembers which messages it has dealt with, in the transaction of their effect, so that a message that comes again has no effect again",
	Flagship: "duplicate-delivery",
	Hurts:    "inbox-window-too-short",
	Is:       "the inbox of NServiceBus or MassTransit; not the deduplication of a broker, such as that of SQS FIFO",
	State:    "what is remembered lies on the disk of the service's machine; several instances share it, in the database of their node (its keys state and database)",
	Shares:   true,
	Notes:    func(config any) (routes []string) { return []string{config.(*Config).Receives} },
	Facts: []patterns.Fact{
		{Kind: InboxEffect, Acts: true}, {Kind: Doubled}, {Kind: Dropped}, {Kind: Skipped},
		{Kind: Remembered, Shows: patterns.Level}, {Kind: Excess, Shows: patterns.Level},
	},
})

// Build returns the part of a node that receives messages.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Node == nil || s.Peer != "" {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		return nodes.Blocking(s.Owner, newReceiver(s, &c, next).Handle)
	}}
}
