package outbox

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what an outbox can be told, and the table that a scenario writes.
type Config struct {
	Writes    string        `toml:"writes" kind:"own route" required:"true" doc:"the route, of a node that the pattern lies on, whose requests write a row each and publish a message about it"`
	Publishes string        `toml:"publishes" kind:"route" required:"true" doc:"the route that gets the messages, such as a topic of a broker"`
	Arrives   string        `toml:"arrives" kind:"own route" doc:"the route, of another node that the pattern lies on, at which messages are counted that have arrived; absent: nobody counts"`
	Style     string        `toml:"style" default:"outbox" enum:"outbox,write-then-publish,publish-then-write" doc:"row and message in one transaction, and a relay that publishes (outbox); or two steps that a crash can come between"`
	Relay     string        `toml:"relay" default:"log-tailing" enum:"log-tailing,polling" only:"style=outbox" doc:"the relay follows the log of transactions, or looks into the table now and then"`
	Interval  time.Duration `toml:"interval" default:"500ms" range:"1ms..1h" only:"style=outbox & relay=polling" doc:"how often a polling relay looks into the table"`
	PollWork  time.Duration `toml:"poll_work" default:"0s" range:"0s..1m" only:"style=outbox & relay=polling" doc:"work of the service's machine for each look into the table"`
	Batch     int           `toml:"batch" default:"100" range:"1..1000000" only:"style=outbox" doc:"messages that the relay publishes at a time; those about one item go one after the other"`
	Timeout   time.Duration `toml:"timeout" default:"1s" range:"1ms..1h" doc:"how long an attempt to publish may take; after it, whether the message was published is unknown"`
	Backoff   time.Duration `toml:"backoff" default:"100ms" range:"1ms..1h" only:"style=outbox" doc:"pause of the relay after an attempt that failed"`
}

// Default returns the documented defaults. An outbox needs Writes and Publishes
// besides.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(
		knob.If(patterns.NodeOf(c.Writes) == patterns.NodeOf(c.Publishes), "publishes", "%s is on the node of %s: who writes to one place needs no outbox", c.Publishes, c.Writes),
		knob.If(c.Arrives != "" && patterns.NodeOf(c.Arrives) == patterns.NodeOf(c.Writes), "arrives", "%s is on the node of %s", c.Arrives, c.Writes),
	)
}
