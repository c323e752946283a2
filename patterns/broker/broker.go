package broker

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a broker does. Key is the message, Owner the broker, unless said otherwise.
var (
	BrokerPublished = sim.NewKind("broker.published", "a message was published", "the partition", "the offset")
	Delivered       = sim.NewKind("broker.delivered", "a message was delivered for the first time since the broker booted", "the partition", "the offset")
	Redelivered     = sim.NewKind("broker.redelivered", "a message was delivered again", "the partition", "the offset")
	BrokerSettled   = sim.NewKind("broker.settled", "a consumer acknowledged a message", "the time since it was there (durable, so that its publisher is told)", "the offset")
	BrokerParked    = sim.NewKind("broker.parked", "a message was parked, as too many deliveries of it failed or its consumer said that none can succeed", "the partition", "the offset")
	Rebalanced      = sim.NewKind("broker.rebalanced", "a consumer went or came, and partitions have other owners", "how often partitions were dealt")
	Lag             = sim.NewKind("broker.lag", "messages that a subscription is behind")
	Forgotten       = sim.NewKind("broker.forgotten", "messages were too old before a subscription had dealt with them", "how many")
	Lost            = sim.NewKind("broker.lost", "a crash took messages of which their publishers had been told that they are there", "how many")
)

// Pattern is the broker's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "broker",
	Idea:     "keeps messages until those who are to have them have dealt with them, so that who sends need not wait for who receives, nor notice when they are away",
	Flagship: "consumer-outage",
	Hurts:    "stuck-partition",
	Is:       "a Kafka of one broker that calls its consumers, as push subscriptions of Google Pub/Sub do, each of which owns partitions and has ack_timeout for a message; not a replicated broker, not the protocol of Kafka's consumer groups, and not a work queue with prefetch such as RabbitMQ",
	State:    "the log lies on the disk of one machine; several instances are refused, or with state = \"own\" are brokers that each have a part of the messages",
	One: func(config any, of string) (why, instead string) {
		if c := config.(*Config); c.Mode == "direct" || len(c.topics(of)) == 0 {
			return "", ""
		}
		return "a broker is one machine: instances would be brokers that know nothing of each other, and replication is not built",
			`instances = 1; or state = "own", for brokers that each have a part of the messages`
	},
	Facts: []patterns.Fact{
		{Kind: BrokerPublished, Acts: true}, {Kind: Delivered}, {Kind: Redelivered}, {Kind: BrokerSettled, Shows: patterns.Delay},
		{Kind: BrokerParked}, {Kind: Rebalanced}, {Kind: Lag, Shows: patterns.Level},
		{Kind: Forgotten, Shows: patterns.Amount}, {Kind: Lost, Shows: patterns.Amount},
	},
})

// Build returns the part of the node whose routes are topics.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Node == nil || s.Peer != "" || len(c.topics(s.Group)) == 0 {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		if c.Mode == "direct" {
			return nodes.Blocking(s.Owner, newForwarder(s, &c, next).Handle)
		}
		return nodes.Blocking(s.Owner, newServer(s, &c, next).Handle)
	}}
}
