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
	site    patterns.Site
	config  *Config
	next    nodes.Handler
	audit   *audit
	table   *Table
	journal *nodes.JournalWriter
	caller  nodes.Caller
	to      nodes.Dependency
	relay   *sim.Proc // nil if there is none
}

func newService(s patterns.Site, c *Config, next nodes.Handler) *service {
	v := &service{site: s, config: c, next: next, audit: auditOf(s), table: NewTable()}
	var records [][]byte
	v.journal, records = nodes.OpenJournalWriter(s.Node, "outbox "+s.Name, false)
	for _, r := range records {
		x, err := Decode(r)
		if err != nil {
			panic(err) // the journal's checksums told it from what is torn
		}
		v.table.Fold(x)
		v.audit.recovered(s.Owner, x)
	}
	v.caller, v.to = s.Dial(c.Publishes)
	if c.Style == "outbox" {
		v.report()
		v.relay = s.Go(v.pump)
	}
	return v
}

// Handle writes a row for each request that changes the service's data. One that
// comes again finds its row.
func (v *service) Handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	resp, err := v.next.Handle(p, from, req)
	if err != nil || req.Route != name(v.config.Writes) {
		return resp, err
	}
	v.audit.begin(req)
	m := Message{ID: req.Once, Item: req.Item, Root: req.Root}
	switch v.config.Style {
	case "outbox":
		v.record(p, Record{Pending, m})
		return resp, nil
	case "write-then-publish":
		v.record(p, Record{Row, m})
		err = v.publish(p, m, 1)
	case "publish-then-write":
		if err = v.publish(p, m, 1); err == nil {
			v.record(p, Record{Row, m})
		}
	}
	if err != nil {
		return nil, ErrUnpublished
	}
	return resp, nil
}

func (v *service) record(p *sim.Proc, x Record) {
	if v.table.Has(x.Message.ID) {
		return
	}
	v.journal.WriteAndWait(p, x.Encode(), func() {
		v.table.Fold(x)
		v.audit.recorded(v.site.Owner, x.Message)
		if v.relay != nil {
			v.report()
			v.relay.Wake()
		}
	})
}

// publish makes the n-th attempt to publish a message.
func (v *service) publish(p *sim.Proc, m Message, n int) error {
	req := v.audit.request(m).Child(sim.KeyOf(v.config.Publishes), v.to.Route, 0).Attempt(n)
	req.Once, req.Op, req.Timeout = m.ID, v.to.Op, v.config.Timeout
	_, err := v.caller.Call(p, v.to.Pick.Pick(req), req)
	if err != nil {
		v.emit(Failed, m, 0)
		return err
	}
	v.audit.published(v.site.Owner, m)
	return nil
}

// pump is the life of the relay: it publishes what is pending, and says so only
// when it was acknowledged.
func (v *service) pump(p *sim.Proc) {
	tries := make(map[sim.Key]int)
	for {
		lanes := v.look(p)
		var sent []Message
		failed := false
		v.site.Each(p, len(lanes), func(p *sim.Proc, i int) {
			for _, m := range lanes[i] {
				tries[m.ID]++
				if v.publish(p, m, tries[m.ID]) != nil {
					failed = true
					break // those behind it about the same item wait
				}
				sent = append(sent, m)
			}
		})
		for _, m := range sent {
			delete(tries, m.ID)
			v.table.Fold(Record{What: Sent, Message: m})
			v.journal.Write(Record{What: Sent, Message: m}.Encode(), nil)
		}
		if len(sent) > 0 {
			v.report()
		}
		if failed {
			p.Sleep(v.config.Backoff)
		}
	}
}

// look returns what is to be published next, once there is anything.
func (v *service) look(p *sim.Proc) [][]Message {
	for {
		if v.config.Relay == "polling" {
			p.Sleep(v.config.Interval)
			if v.config.PollWork > 0 {
				v.site.Node.Work(p, v.config.PollWork)
			}
		}
		lanes := v.table.Next(v.config.Batch)
		if v.config.Relay == "polling" {
			v.emit(Polled, Message{}, int64(min(v.config.Batch, v.table.Backlog())))
		}
		if lanes != nil {
			return lanes
		}
		if v.config.Relay == "log-tailing" {
			p.Park()
		}
	}
}

func (v *service) report() { v.emit(Backlog, Message{}, int64(v.table.Backlog())) }

func (v *service) emit(k *sim.Kind, m Message, value int64) {
	v.site.World().Emit(sim.Fact{Kind: k, Owner: v.site.Owner, Load: v.audit.load(m), Key: m.ID, Value: value})
}
