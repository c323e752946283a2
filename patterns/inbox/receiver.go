package inbox

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A receiver is the shell of one node around the memory. Copies of a message are
// dealt with one after the other, so that none slips in beside the first: at instances
// that share the memory, too, as a transaction holds the row of its message. Where the
// memory was away, the first copy whose effect is recorded counts, and that of the
// others is rolled back.
type receiver struct {
	site   patterns.Site
	config *Config
	next   nodes.Handler
	audit  *audit
	home   *patterns.Home[*store]
	turns  *patterns.Turns[row] // of messages that are being dealt with
}

func newReceiver(s patterns.Site, c *Config, next nodes.Handler) *receiver {
	v := &receiver{site: s, config: c, next: next, audit: auditOf(s)}
	v.home = patterns.Settle(s, func(s patterns.Site) *store { return openStore(s, c, v.audit) })
	v.turns = new(patterns.Turns[row])
	if v.home.Shared() {
		v.turns = &v.audit.turns
	}
	return v
}

// Handle has each message have its effect, and passes on everything else.
func (v *receiver) Handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	if !patterns.IsRoute(v.config.Receives, v.site.Group, req.Route) {
		return nodes.Call(p, v.next, from, req)
	}
	v.audit.came(req)
	if v.config.Dedupe == "none" {
		return v.effect(p, from, req, Effect)
	}
	turn := row{v.site.Database, req.Once}
	v.turns.Take(p, turn)
	defer v.turns.Give(turn)
	return v.effect(p, from, req, Both)
}

// effect does the work of a message and lets it have its effect, while it holds a
// worker. What is Both is as the configuration says, unless the message is known: who
// decides around it, such as a saga's participant, decides on that, too.
func (v *receiver) effect(p *sim.Proc, from net.ID, req *nodes.Request, what What) (*nodes.Response, error) {
	return nodes.Call(p, v.next, from, req.Held(func(p *sim.Proc, req *nodes.Request, work nodes.Work) (*nodes.Response, error) {
		known := false
		if what == Both {
			err := v.home.Do(p, req.Timeout, func(_ *sim.Proc, s *store) { known = s.memory.Knows(s.now(), req.Once) })
			if err != nil {
				return nil, err
			}
		}
		if known {
			v.drop(req)
			return nil, nil
		}
		apart := what == Both && v.config.Dedupe != "transaction"
		if apart {
			what = Effect
		}
		if apart && v.config.Dedupe == "before" {
			if fresh, err := v.record(p, req, Known, true); !fresh {
				return nil, err
			}
		}
		resp, err := work(req)
		if err != nil {
			return nil, err
		}
		if fresh, err := v.record(p, req, what, what == Both); !fresh {
			return nil, err
		}
		if apart && v.config.Dedupe == "after" {
			if _, err := v.record(p, req, Known, false); err != nil {
				return nil, err
			}
		}
		return resp, nil
	}))
}

// record makes a transaction durable. One that is to be the only one for its message
// is rolled back, and the message dropped, if another instance was faster.
func (v *receiver) record(p *sim.Proc, req *nodes.Request, what What, only bool) (fresh bool, err error) {
	err = v.home.Do(p, req.Timeout, func(p *sim.Proc, s *store) { fresh = s.record(p, v.site.Owner, req, what, only) })
	if err == nil && !fresh {
		v.drop(req)
	}
	return fresh && err == nil, err
}

// drop answers a message that came again.
func (v *receiver) drop(req *nodes.Request) {
	kind := Dropped
	if v.audit.effects[v.audit.wish(req.Once)] == 0 {
		kind = Skipped
	}
	v.emit(kind, req.Load, req.Once, req.Item)
}

func (v *receiver) emit(k *sim.Kind, load *sim.Owner, id sim.Key, value int64) {
	v.site.Owner.Emit(sim.Fact{Kind: k, Load: load, Key: id, Value: value})
}
