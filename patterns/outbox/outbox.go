package outbox

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What becomes of rows and messages. Key is the message, which is that of the row.
var (
	Recorded  = sim.NewKind("outbox.recorded", "a row was written", "the item")
	Published = sim.NewKind("outbox.published", "a message was published, and the publisher knows")
	Repeated  = sim.NewKind("outbox.repeated", "a message was published that had been published before, whether or not the publisher knew")
	Failed    = sim.NewKind("outbox.failed", "an attempt to publish failed, or was not answered")
	Polled    = sim.NewKind("outbox.polled", "a polling relay looked for messages", "how many it found")
	Arrived   = sim.NewKind("outbox.arrived", "a message arrived for the first time at the route that arrives names", "the time since its row was written, zero if it came before")
	Backlog   = sim.NewKind("outbox.backlog", "messages that a service has yet to publish")
	Missing   = sim.NewKind("outbox.missing", "rows whose message has not arrived: under way, or lost")
	Phantoms  = sim.NewKind("outbox.phantoms", "messages that arrived and have no row")
)

// Pattern is the door of the outbox.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:      "outbox",
	Idea:      "writes what changed and the message about it in one transaction, and has a relay publish the message later, so that neither is there without the other",
	Flagship:  "dual-write",
	Hurts:     "outbox-polling-delay",
	Is:        "the outbox of MassTransit or NServiceBus, or with log-tailing that of Debezium; not a relay whose cursor can pass a transaction that commits late",
	State:     "the table lies on the disk of the service's machine; several instances share one, in the database of their node (its keys state and database), and one of them runs its relay",
	Shares:    true,
	Publishes: func(config any) (routes []string) { return []string{config.(*Config).Writes} },
	Facts: []patterns.Fact{
		{Kind: Recorded, Acts: true}, {Kind: Published}, {Kind: Repeated}, {Kind: Failed},
		{Kind: Polled, Shows: patterns.Amount}, {Kind: Arrived, Shows: patterns.Delay},
		{Kind: Backlog, Shows: patterns.Level}, {Kind: Missing, Shows: patterns.Level},
		{Kind: Phantoms, Shows: patterns.Level},
	},
})

// Build returns the part of a node: of the service that writes, or of the one at
// which messages arrive.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Node == nil || s.Peer != "" {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		switch s.Group {
		case patterns.NodeOf(c.Writes):
			return nodes.Blocking(s.Owner, newService(s, &c, next).Handle)
		case patterns.NodeOf(c.Arrives):
			return observer(s, &c, next)
		}
		return nil
	}}
}

// observer counts what arrives, and changes nothing.
func observer(s patterns.Site, c *Config, next nodes.Handler) nodes.Handler {
	a := auditOf(s)
	a.watch()
	return nodes.Blocking(s.Owner, func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		resp, err := nodes.Call(p, next, from, req)
		if err == nil && req.Route == patterns.RouteOf(c.Arrives) {
			a.arrived(s.Owner, req.Once)
		}
		return resp, err
	})
}
