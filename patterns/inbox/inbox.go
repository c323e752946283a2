package inbox

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What becomes of messages at their receiver. Key is the message.
var (
	Effected   = sim.NewKind("inbox.effect")     // a message had its effect; Value is its item
	Doubled    = sim.NewKind("inbox.doubled")    // and had had it before
	Dropped    = sim.NewKind("inbox.dropped")    // a message came again, and was answered without an effect
	Skipped    = sim.NewKind("inbox.skipped")    // a message was answered without an effect, and never had one
	Remembered = sim.NewKind("inbox.remembered") // Owner is the receiver; Value is how many messages it remembers
	Excess     = sim.NewKind("inbox.excess")     // Value is how many effects there are beyond one for each message
)

// Pattern is the door of the idempotent receiver.
var Pattern = patterns.Pattern{
	Kind:     "inbox",
	Idea:     "remembers which messages it has dealt with, in the transaction of their effect, so that a message that comes again has no effect again",
	Flagship: "duplicate-delivery",
	Hurts:    "inbox-window-too-short",
	Config: func() any {
		c := Default()
		return &c
	},
	Build: func(s patterns.Site, config any) patterns.Part { return Lay(s, config.(*Config)) },
	Facts: []patterns.Fact{
		{Kind: Effected, Words: "a message had its effect", Acts: true},
		{Kind: Doubled, Words: "a message had its effect once more"},
		{Kind: Dropped, Words: "a message came again and was dropped"},
		{Kind: Skipped, Words: "a message was dropped that never had its effect"},
		{Kind: Remembered, Words: "messages that a receiver remembers", Shows: patterns.Level},
		{Kind: Excess, Words: "effects beyond one for each message", Shows: patterns.Level},
	},
}

// Lay returns the part of a node that receives messages.
func Lay(s patterns.Site, c *Config) patterns.Part {
	if s.Node == nil || s.Peer != "" {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler { return newReceiver(s, c, next) }}
}
