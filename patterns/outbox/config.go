package outbox

import (
	"strings"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what an outbox can be told, and the table that a scenario writes.
type Config struct {
	// Writes is the route whose requests change the service's data: each writes a row.
	Writes string `toml:"writes" kind:"own route" required:"true" doc:"the route, of a node that the pattern lies on, whose requests write a row each and publish a message about it"`
	// Publishes is the route that takes the messages, such as a topic of a broker.
	Publishes string `toml:"publishes" kind:"route" required:"true" doc:"the route that gets the messages, such as a topic of a broker"`
	// Arrives is where a message is meant to arrive. The pattern only counts there.
	Arrives string `toml:"arrives" kind:"own route" doc:"the route, of another node that the pattern lies on, at which messages are counted that have arrived; absent: nobody counts"`
	// Style chooses how the row and the message are kept together, if they are.
	Style string `toml:"style" default:"outbox" enum:"outbox,write-then-publish,publish-then-write" doc:"row and message in one transaction, and a relay that publishes (outbox); or two steps that a crash can come between"`
	// Relay chooses how the relay finds what is to be published.
	Relay string `toml:"relay" default:"log-tailing" enum:"log-tailing,polling" doc:"the relay follows the log of transactions, or looks into the table now and then"`
	// Interval is how often a polling relay looks.
	Interval time.Duration `toml:"interval" default:"500ms" range:"1ms..1h" doc:"how often a polling relay looks into the table"`
	// PollWork is what a look costs.
	PollWork time.Duration `toml:"poll_work" default:"0s" range:"0s..1m" doc:"work of the service's machine for each look into the table"`
	// Batch bounds what the relay publishes at a time.
	Batch int `toml:"batch" default:"100" range:"1..1000000" doc:"messages that the relay publishes at a time; those about one item go one after the other"`
	// Timeout is how long an attempt to publish may take.
	Timeout time.Duration `toml:"timeout" default:"1s" range:"1ms..1h" doc:"how long an attempt to publish may take; after it, whether the message was published is unknown"`
	// Backoff is the relay's pause after a failure.
	Backoff time.Duration `toml:"backoff" default:"100ms" range:"1ms..1h" doc:"pause of the relay after an attempt that failed"`
}

// Default returns the documented defaults. An outbox needs Writes and Publishes
// besides.
func Default() Config {
	return Config{
		Style: "outbox", Relay: "log-tailing", Interval: 500 * time.Millisecond, Batch: 100,
		Timeout: time.Second, Backoff: 100 * time.Millisecond,
	}
}

// Validate returns a *knob.FieldError for the first thing that makes no sense.
// Ranges and words are judged by the tags.
func (c Config) Validate() error {
	if node(c.Writes) == node(c.Publishes) {
		return knob.Wrong("publishes", "%s is on the node of %s: who writes to one place needs no outbox", c.Publishes, c.Writes)
	}
	if c.Arrives != "" && node(c.Arrives) == node(c.Writes) {
		return knob.Wrong("arrives", "%s is on the node of %s", c.Arrives, c.Writes)
	}
	preset := Default()
	relays, polls := c.Style == "outbox", c.Style == "outbox" && c.Relay == "polling"
	return knob.First(
		patterns.Idle("relay", c.Relay, preset.Relay, relays, "without an outbox"),
		patterns.Idle("batch", c.Batch, preset.Batch, relays, "without an outbox"),
		patterns.Idle("backoff", c.Backoff, preset.Backoff, relays, "without an outbox"),
		patterns.Idle("interval", c.Interval, preset.Interval, polls, "unless the relay polls"),
		patterns.Idle("poll_work", c.PollWork, preset.PollWork, polls, "unless the relay polls"),
	)
}

// node returns the node of a route, and name its name there.
func node(route string) string {
	of, _, _ := strings.Cut(route, ".")
	return of
}

func name(route string) string {
	_, name, _ := strings.Cut(route, ".")
	return name
}
