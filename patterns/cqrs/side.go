package cqrs

import (
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/eventsourcing"
	"wavetank/sim"
)

// ErrBehind is a read model that did not reach a query's token in time.
var ErrBehind = fmt.Errorf("cqrs: the read model is behind: %w", nodes.ErrFailed)

// A Position is a place in the log: the Body of the answer to a command and, as
// a token, that of a query.
type Position int64

// An Answer is the Body of the answer to a query.
type Answer struct {
	Row
	Checkpoint int64 // everything up to here was taken into account
	blind      int64 // but for what the audit knows to be of another log, up to here
}

// A side is what one node does: it carries out commands, or answers queries, or
// both, and passes on everything else.
type side struct {
	site     patterns.Site
	config   *Config
	next     nodes.Handler
	audit    *audit
	home     net.ID     // where the log is
	writer   *writer    // nil elsewhere
	replicas []*replica // by projection; nil where there is none
}

func newSide(s patterns.Site, c *Config) func(nodes.Handler) nodes.Handler {
	return func(next nodes.Handler) nodes.Handler {
		d := &side{site: s, config: c, next: next, audit: auditOf(s, c), home: home(s, c), replicas: make([]*replica, len(c.Projections))}
		if d.home == s.Node.ID() {
			d.writer = newWriter(s, c, d.audit)
		}
		for i := range c.Projections {
			j := &c.Projections[i]
			if c.Model == "split" && j.node() == s.Group && (j.Delivery != "inline" || d.writer != nil) {
				d.replicas[i] = newReplica(d, i)
			}
		}
		return nodes.Blocking(s.Owner, d.Handle)
	}
}

// home returns the machine that keeps the log: the first of its node.
func home(s patterns.Site, c *Config) net.ID {
	for id := range net.ID(s.Net.Len()) {
		if name := s.Net.Name(id); name == c.home() || name == c.home()+"-1" {
			return id
		}
	}
	panic("cqrs: there is no node " + c.home())
}

// Handle serves commands and queries, after the work of their routes.
func (d *side) Handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	command := d.config.command(d.site.Group, req.Route)
	projection := d.config.query(d.site.Group, req.Route)
	need := int64(0)
	if projection >= 0 {
		need = d.audit.needs(projection, req.Item)
	}
	inner := req
	if command >= 0 {
		inner = req.Undecided()
	}
	resp, err := nodes.Call(p, d.next, from, inner)
	switch {
	case err != nil:
		return nil, err
	case command >= 0:
		return d.command(p, req, resp, command)
	case projection >= 0:
		return d.query(p, req, resp, projection, need)
	}
	return resp, nil
}

// command has a command carried out where the log is.
func (d *side) command(p *sim.Proc, req *nodes.Request, plain *nodes.Response, command int) (*nodes.Response, error) {
	o := order{command: command, item: req.Item, key: req.Key, once: req.Once, token: req.Token()}
	var at Position
	var err error
	if d.writer != nil {
		at, err = d.writer.carryOut(p, o)
	} else {
		var answer any
		answer, err = ask(p, d.site, d.home, req.Key.Mix(uint64(drawOrder)), o, 32, req.Timeout)
		at, _ = answer.(Position)
	}
	if err != nil {
		return nil, err
	}
	req.Decided(true)
	return (&nodes.Response{Body: at}).Replacing(plain), nil
}

// query answers a query. Need is what it should find of its item.
func (d *side) query(p *sim.Proc, req *nodes.Request, plain *nodes.Response, projection int, need int64) (*nodes.Response, error) {
	found, degraded, err := d.find(p, req, projection)
	if err != nil {
		return nil, err
	}
	emit(d.site, Answered, req.Key, req.Item, found.Checkpoint)
	if need > 0 && (found.Position < need || need <= found.blind) {
		emit(d.site, Stale, req.Key, req.Item, need)
	}
	return (&nodes.Response{Value: found.Token, Body: found, Degraded: degraded}).Replacing(plain), nil
}

func (d *side) find(p *sim.Proc, req *nodes.Request, projection int) (found Answer, degraded bool, err error) {
	q := question{projection: projection, item: req.Item, key: req.Key}
	r := d.replicas[projection]
	if r == nil { // there is one model, or an inline one elsewhere
		found, err = d.elsewhere(p, q, req.Timeout)
		return found, false, err
	}
	if token, _ := req.Body.(Position); d.config.Token && int64(token) > r.model.Checkpoint() {
		began := p.Now()
		reached := r.await(p, int64(token), d.config.Wait)
		emit(d.site, Waited, req.Key, int64(p.Now().Sub(began)), int64(token))
		if !reached {
			emit(d.site, GaveUp, req.Key, req.Item, int64(token))
			switch d.config.Fallback {
			case "error":
				return Answer{}, false, ErrBehind
			case "write":
				found, err = d.elsewhere(p, q, req.Timeout)
				return found, false, err
			}
			degraded = true
		}
	}
	return r.read(p, q), degraded, nil
}

// elsewhere asks where the log is.
func (d *side) elsewhere(p *sim.Proc, q question, patience time.Duration) (Answer, error) {
	if d.writer != nil {
		return d.writer.find(p, q), nil
	}
	answer, err := ask(p, d.site, d.home, q.key.Mix(uint64(drawJoin)), q, 32, patience)
	found, _ := answer.(Answer)
	return found, err
}

// What nodes ask the one with the log, besides a fetch.
type (
	// An order is a command.
	order struct {
		command   int
		item      int64
		key, once sim.Key
		token     int64
	}
	// A question is a query.
	question struct {
		projection int
		item       int64
		key        sim.Key
	}
)

// Purposes of draws.
var (
	drawOrder   = sim.KeyOf("cqrs order")
	drawWrite   = sim.KeyOf("cqrs write")
	drawJoin    = sim.KeyOf("cqrs join")
	drawRead    = sim.KeyOf("cqrs read")
	drawProject = sim.KeyOf("cqrs project")
	drawRebuild = sim.KeyOf("cqrs rebuild")
	drawPoison  = sim.KeyOf("cqrs poison")
	drawFetch   = sim.KeyOf("cqrs fetch")
	drawPush    = sim.KeyOf("cqrs push")
)

func ask(p *sim.Proc, s patterns.Site, to net.ID, key sim.Key, body any, size int64, timeout time.Duration) (any, error) {
	return s.Node.AskAndWait(p, to, s.Name, net.Ask{Key: key, Body: body, Size: size, Timeout: timeout})
}

// work has a process do what a distribution says, by the identity of what it is
// for.
func work(p *sim.Proc, s patterns.Site, d sim.Dist, purpose, id sim.Key) {
	if d == nil {
		return
	}
	if t := d.Sample(s.World().Draw(purpose, id)); t > 0 {
		s.Node.Work(p, t)
	}
}

func emit(s patterns.Site, k *sim.Kind, key sim.Key, value, extra int64) {
	s.Owner.Emit(sim.Fact{Kind: k, Key: key, Value: value, Extra: extra})
}

func size(events []eventsourcing.Event) int64 {
	n := int64(0)
	for _, e := range events {
		n += int64(64 + len(e.Type) + len(e.Data))
	}
	return n
}
