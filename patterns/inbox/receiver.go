package inbox

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A receiver is the shell around the memory of one node. Copies of a message are
// dealt with one after the other, so that none slips in beside the first.
type receiver struct {
	site    patterns.Site
	config  *Config
	next    nodes.Handler
	audit   *audit
	memory  *Memory
	journal *nodes.JournalWriter
	under   map[sim.Key][]*sim.Proc // messages that are being dealt with, and who waits for that
}

func newReceiver(s patterns.Site, c *Config, next nodes.Handler) *receiver {
	v := &receiver{
		site: s, config: c, next: next, audit: auditOf(s),
		memory: NewMemory(c.Window, c.Most), under: make(map[sim.Key][]*sim.Proc),
	}
	var records [][]byte
	v.journal, records = nodes.OpenJournalWriter(s.Node, "inbox "+s.Name, false)
	lines := make([]Record, len(records))
	for i, r := range records {
		x, err := Decode(r)
		if err != nil {
			panic(err) // the journal's checksums told it from what is torn
		}
		v.memory.Fold(x)
		lines[i] = x
	}
	v.audit.recovered(s.Owner, lines)
	v.report()
	return v
}

// Handle has each message have its effect, and passes on everything else.
func (v *receiver) Handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	if !at(v.config.Receives, v.site.Group, req.Route) {
		return v.next.Handle(p, from, req)
	}
	if v.config.Dedupe == "none" {
		return v.effect(p, from, req, Effect)
	}
	for waiting, busy := v.under[req.Once]; busy; waiting, busy = v.under[req.Once] {
		v.under[req.Once] = append(waiting, p)
		p.Park()
	}
	v.under[req.Once] = nil
	defer v.over(req.Once)
	if v.memory.Knows(v.now(), req.Once) {
		v.drop(req)
		return nil, nil
	}
	return v.effect(p, from, req, Both)
}

// over lets the next copy of a message come.
func (v *receiver) over(id sim.Key) {
	waiting := v.under[id]
	delete(v.under, id)
	for _, p := range waiting {
		p.Wake()
	}
}

// effect does the work of a message and lets it have its effect, while it holds a
// worker. What is Both is as the configuration says.
func (v *receiver) effect(p *sim.Proc, from net.ID, req *nodes.Request, what What) (*nodes.Response, error) {
	return v.next.Handle(p, from, req.Held(func(p *sim.Proc, req *nodes.Request, work nodes.Work) (*nodes.Response, error) {
		apart := what == Both && v.config.Dedupe != "transaction"
		if apart {
			what = Effect
		}
		if apart && v.config.Dedupe == "before" {
			v.record(p, req, Known)
		}
		resp, err := work(req)
		if err != nil {
			return nil, err
		}
		v.record(p, req, what)
		if apart && v.config.Dedupe == "after" {
			v.record(p, req, Known)
		}
		return resp, nil
	}))
}

func (v *receiver) record(p *sim.Proc, req *nodes.Request, what What) {
	x := Record{what, req.Once, req.Item, v.now()}
	v.journal.WriteAndWait(p, x.Encode(), func() {
		v.memory.Fold(x)
		if what != Known {
			v.audit.effect(v.site.Owner, req.Load, x)
		}
		v.report()
	})
}

// drop answers a message that came again.
func (v *receiver) drop(req *nodes.Request) {
	kind := Dropped
	if v.audit.effects[req.Once] == 0 {
		kind = Skipped
	}
	v.emit(kind, req.Load, req.Once, req.Item)
}

func (v *receiver) now() nodes.Reading { return v.site.Node.Clock.Wall() }

func (v *receiver) report() {
	v.memory.Forget(v.now())
	v.emit(Remembered, nil, 0, int64(v.memory.Len()))
}

func (v *receiver) emit(k *sim.Kind, load *sim.Owner, id sim.Key, value int64) {
	v.site.World().Emit(sim.Fact{Kind: k, Owner: v.site.Owner, Load: load, Key: id, Value: value})
}
