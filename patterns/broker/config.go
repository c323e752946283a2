package broker

import (
	"slices"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what a broker can be told, and the table that a scenario writes. The
// routes of its node that subscriptions name are its topics: a request to one
// publishes a message.
type Config struct {
	Subscriptions []Subscription `toml:"subscriptions" required:"true" doc:"who gets the messages of which topic"`
	Mode          string         `toml:"mode" default:"log" enum:"log,direct" doc:"messages wait in a log until each subscription has dealt with them (log), or are passed on at once and fail with whoever gets them (direct, the baseline)"`
	Partitions    int            `toml:"partitions" default:"1" range:"1..1000" only:"mode=log" doc:"partitions of each topic: messages about one item are in one of them, in order, and each deals with one message at a time"`
	Ack           string         `toml:"ack" default:"fsync" enum:"fsync,write" only:"mode=log" doc:"a message is there once it survives crashes (fsync), or once it is written, when a crash may still take it (write)"`
	AckTimeout    time.Duration  `toml:"ack_timeout" default:"1s" range:"1ms..1h" doc:"how long a consumer has for a message, before it is delivered again"`
	Redeliver     time.Duration  `toml:"redeliver" default:"100ms" range:"1ms..1h" only:"mode=log" doc:"pause before a message that was refused is delivered again"`
	MaxDeliveries int            `toml:"max_deliveries" default:"0" range:"0..1000000" only:"mode=log" doc:"deliveries after which a message is parked and those behind it go on; 0 is never. It does not count when nobody was there to get it"`
	Commit        time.Duration  `toml:"commit" default:"100ms" range:"0s..1h" only:"mode=log" doc:"how often the positions of subscriptions are made durable; what was dealt with since is delivered again after a crash"`
	Probe         time.Duration  `toml:"probe" default:"500ms" range:"1ms..1h" only:"mode=log" doc:"how often a consumer that did not answer is asked whether it is there again; until then others own its partitions"`
	Retention     time.Duration  `toml:"retention" default:"0s" range:"0s..10000h" only:"mode=log" doc:"how long messages are kept, whether or not anybody has dealt with them; 0 is for ever"`
}

// A Subscription is a consumer group: each message of the topic goes to one
// instance of the node.
type Subscription struct {
	Topic string `toml:"topic" kind:"own route" required:"true" doc:"the route, of the node that the broker lies on, that publishes"`
	To    string `toml:"to" kind:"route" required:"true" doc:"the route that gets each message; the instances of its node share the partitions"`
}

// Default returns the documented defaults. A broker needs Subscriptions besides.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	for i, s := range c.Subscriptions {
		switch {
		case slices.Contains(c.Subscriptions[:i], s):
			return knob.Wrong("subscriptions", "%s gets %s twice", s.To, s.Topic)
		case patterns.NodeOf(s.To) == patterns.NodeOf(s.Topic):
			return knob.Wrong("subscriptions", "%s is on the node of its topic %s", s.To, s.Topic)
		}
	}
	return nil
}

// topics returns the names of the routes of a node that publish.
func (c *Config) topics(group string) []string {
	var names []string
	for _, s := range c.Subscriptions {
		if name := patterns.RouteOf(s.Topic); patterns.NodeOf(s.Topic) == group && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
