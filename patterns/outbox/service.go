package outbox

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// ErrUnpublished is a change whose message could not be published.
var ErrUnpublished = fmt.Errorf("outbox: not published: %w", nodes.ErrDependency)

// A service is the shell around the table of one node.
type service struct {
	site   patterns.Site
	config *Config
	next   nodes.Handler
	audit  *audit
	home   *patterns.Home[*store]
	caller nodes.Caller
	to     nodes.Dependency
}

func newService(s patterns.Site, c *Config, next nodes.Handler) *service {
	v := &service{site: s, config: c, next: next, audit: auditOf(s)}
	v.home = patterns.Settle(s, func(s patterns.Site) *store { return openStore(s, c, v.audit) })
	v.caller, v.to = s.Dial(c.Publishes)
	if c.Style == "outbox" {
		s.Go(v.pump)
	}
	return v
}

// Handle writes a row for each request that changes the service's data. One that
// comes again finds its row.
func (v *service) Handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	inner, writes := req, req.Route == patterns.RouteOf(v.config.Writes)
	if writes {
		inner = req.Undecided()
	}
	resp, err := nodes.Call(p, v.next, from, inner)
	if err != nil || !writes {
		return resp, err
	}
	v.audit.begin(req)
	m := Message{ID: req.Once, Item: req.Item, Root: req.Root}
	switch v.config.Style {
	case "outbox":
		if err := v.record(p, req, Record{Pending, m}); err != nil {
			return nil, err
		}
		return resp, nil
	case "write-then-publish":
		if err = v.record(p, req, Record{Row, m}); err == nil {
			err = v.publish(p, m, 1)
		}
	case "publish-then-write":
		if err = v.publish(p, m, 1); err == nil {
			err = v.record(p, req, Record{Row, m})
		}
	}
	if err != nil {
		return nil, ErrUnpublished
	}
	return resp, nil
}

// record makes a transaction durable, in one piece.
func (v *service) record(p *sim.Proc, req *nodes.Request, x Record) error {
	return v.home.Do(p, req.Timeout, func(p *sim.Proc, s *store) { s.record(p, v.site.Owner, req, x) })
}

// publish makes the n-th attempt to publish a message.
func (v *service) publish(p *sim.Proc, m Message, n int) error {
	req := v.audit.request(m).Child(sim.KeyOf(v.config.Publishes), v.to.Route, 0).Attempt(n)
	req.Once, req.Op, req.Timeout = m.ID, v.to.Op, v.config.Timeout
	req.Carried = func() { v.audit.carried(v.site.Owner, m) }
	_, err := nodes.Call(p, v.caller, v.to.Pick.Pick(req), req)
	if err != nil {
		v.emit(Failed, m, 0)
		return err
	}
	v.audit.published(v.site.Owner, m)
	return nil
}

func (v *service) emit(k *sim.Kind, m Message, value int64) {
	v.site.Owner.Emit(sim.Fact{Kind: k, Load: v.audit.load(m), Key: m.ID, Value: value})
}
