package broker

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a broker does. Key is the message, Owner the broker, unless said otherwise.
var (
	Publish     = sim.NewKind("broker.published")   // a message is there, and its publisher is told so, or finds the broker crashed; Value is the partition, Extra the offset
	Delivered   = sim.NewKind("broker.delivered")   // to Peer; Value is the partition, Extra the offset
	Redelivered = sim.NewKind("broker.redelivered") // the same, again
	Settle      = sim.NewKind("broker.settled")     // acknowledged by Peer; Value is how long it was there, in nanoseconds, Extra the offset
	Park        = sim.NewKind("broker.parked")      // given up; Value is the partition, Extra the offset
	Rebalanced  = sim.NewKind("broker.rebalanced")  // Peer went or came; Value is how often partitions were dealt
	Lag         = sim.NewKind("broker.lag")         // Owner is a subscription; Value is how many messages it is behind
	Forgotten   = sim.NewKind("broker.forgotten")   // Value messages were too old before a subscription had dealt with them
	Lost        = sim.NewKind("broker.lost")        // a crash took Value messages that their publishers were told of
)

// Pattern is the broker's door.
var Pattern = patterns.Pattern{
	Kind:     "broker",
	Idea:     "keeps messages until those who are to have them have dealt with them, so that who sends need not wait for who receives, nor notice when they are away",
	Flagship: "consumer-outage",
	Hurts:    "stuck-partition",
	Config: func() any {
		c := Default()
		return &c
	},
	Build: func(s patterns.Site, config any) patterns.Part { return Lay(s, config.(*Config)) },
	Facts: []patterns.Fact{
		{Kind: Publish, Words: "a message was published", Acts: true},
		{Kind: Delivered, Words: "a message was delivered for the first time since the broker booted"},
		{Kind: Redelivered, Words: "a message was delivered again"},
		{Kind: Settle, Words: "a consumer acknowledged a message; the value is the time since it was there (durable, so that its publisher is told)", Shows: patterns.Delay},
		{Kind: Park, Words: "a message was parked, as too many deliveries of it failed"},
		{Kind: Rebalanced, Words: "a consumer went or came, and partitions have other owners"},
		{Kind: Lag, Words: "messages that a subscription is behind", Shows: patterns.Level},
		{Kind: Forgotten, Words: "messages were too old before a subscription had dealt with them; the value is how many", Shows: patterns.Amount},
		{Kind: Lost, Words: "a crash took messages of which their publishers had been told that they are there; the value is how many", Shows: patterns.Amount},
	},
}

// Lay returns the part of the node whose routes are topics.
func Lay(s patterns.Site, c *Config) patterns.Part {
	if s.Node == nil || s.Peer != "" || len(c.topics(s.Group)) == 0 {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		if c.Mode == "direct" {
			return newForwarder(s, c, next)
		}
		return newServer(s, c, next)
	}}
}
