package outbox

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What becomes of rows and messages. Key is the message, which is that of the row.
var (
	Recorded  = sim.NewKind("outbox.recorded")  // a row is written; Value is its item
	Published = sim.NewKind("outbox.published") // a message was acknowledged
	Repeated  = sim.NewKind("outbox.repeated")  // and had been before
	Failed    = sim.NewKind("outbox.failed")    // an attempt to publish failed; whether it was published is unknown
	Polled    = sim.NewKind("outbox.polled")    // a relay looked into the table; Value is how many messages it found
	Arrived   = sim.NewKind("outbox.arrived")   // a message arrived for the first time; Value is how long its row was there, in nanoseconds
	Backlog   = sim.NewKind("outbox.backlog")   // Owner is the service; Value is how many messages are to be published
	Missing   = sim.NewKind("outbox.missing")   // Value is how many rows have no message that arrived
	Phantoms  = sim.NewKind("outbox.phantoms")  // Value is how many messages have arrived that have no row
)

// Pattern is the door of the outbox.
var Pattern = patterns.Pattern{
	Kind:     "outbox",
	Idea:     "writes what changed and the message about it in one transaction, and has a relay publish the message later, so that neither is there without the other",
	Flagship: "dual-write",
	Hurts:    "outbox-polling-delay",
	Config: func() any {
		c := Default()
		return &c
	},
	Build: func(s patterns.Site, config any) patterns.Part { return Lay(s, config.(*Config)) },
	Facts: []patterns.Fact{
		{Kind: Recorded, Words: "a row was written", Acts: true},
		{Kind: Published, Words: "a message was published, and the publisher knows"},
		{Kind: Repeated, Words: "a message was published that had been published before"},
		{Kind: Failed, Words: "an attempt to publish failed, or was not answered"},
		{Kind: Polled, Words: "a polling relay looked for messages; the value is how many it found", Shows: patterns.Amount},
		{Kind: Arrived, Words: "a message arrived for the first time at the route that arrives names; the value is the time since its row was written, zero if it came before", Shows: patterns.Delay},
		{Kind: Backlog, Words: "messages that a service has yet to publish", Shows: patterns.Level},
		{Kind: Missing, Words: "rows whose message has not arrived: under way, or lost", Shows: patterns.Level},
		{Kind: Phantoms, Words: "messages that arrived and have no row", Shows: patterns.Level},
	},
}

// Lay returns the part of a node: of the service that writes, or of the one at
// which messages arrive.
func Lay(s patterns.Site, c *Config) patterns.Part {
	if s.Node == nil || s.Peer != "" {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		switch s.Group {
		case node(c.Writes):
			return newService(s, c, next)
		case node(c.Arrives):
			return witness(s, c, next)
		}
		return nil
	}}
}

// witness counts what arrives, and changes nothing.
func witness(s patterns.Site, c *Config, next nodes.Handler) nodes.Handler {
	a := auditOf(s)
	a.watch()
	return nodes.HandlerFunc(func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		resp, err := next.Handle(p, from, req)
		if err == nil && req.Route == name(c.Arrives) {
			a.arrived(s.Owner, req.Once)
		}
		return resp, err
	})
}
