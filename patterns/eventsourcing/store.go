package eventsourcing

import (
	"errors"
	"iter"
	"maps"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A keeper is what a service keeps its accounts in. Its errors are of the way to where
// they are, besides those named.
type keeper interface {
	// load returns the state of an account and its version, after the work of it.
	load(p *sim.Proc, req *nodes.Request) (Balance, int64, error)
	// knows reports whether a command is known to have been recorded before.
	knows(p *sim.Proc, req *nodes.Request) (bool, error)
	// save records a change that was decided on a state, and calls done with what came of
	// it where the accounts are, or wraps ErrConflict.
	save(p *sim.Proc, req *nodes.Request, was Balance, version, change int64, done func(saved)) error
	// before returns the state as of a time.
	before(p *sim.Proc, req *nodes.Request, t sim.Time) (Balance, error)
}

// A saved change is the version that it made of an account. It is not fresh if it was
// there before.
type saved struct {
	version int64
	fresh   bool
	stored  int64 // what all accounts then hold
}

// A service is the shell around a keeper: it loads, decides, saves, and begins
// anew when others were faster.
type service struct {
	site   patterns.Site
	config *Config
	next   nodes.Handler
	audit  *audit
	keeper keeper
}

// Build returns the part that keeps the accounts of a node.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Node == nil || s.Peer != "" {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		v := &service{site: s, config: &c, next: next, audit: auditOf(s)}
		if c.Store == "crud" {
			v.keeper = newRows(v)
		} else {
			v.keeper = newEvents(v)
		}
		return nodes.Blocking(s.Owner, v.Handle)
	}}
}

// Handle serves commands and queries, and passes on everything else.
func (v *service) Handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	for _, c := range v.config.Commands {
		if patterns.IsRoute(c.Route, v.site.Group, req.Route) {
			return v.command(p, from, req, c.Change)
		}
	}
	for _, q := range v.config.Queries {
		if patterns.IsRoute(q.Route, v.site.Group, req.Route) {
			return v.query(p, from, req, q)
		}
	}
	return nodes.Call(p, v.next, from, req)
}

// command decides on a change and records it, while it holds a worker.
func (v *service) command(p *sim.Proc, from net.ID, req *nodes.Request, change int64) (*nodes.Response, error) {
	return nodes.Call(p, v.next, from, req.Held(func(p *sim.Proc, req *nodes.Request, work nodes.Work) (*nodes.Response, error) {
		return v.change(p, req, work, change)
	}))
}

// change loads, decides and appends, again while others were faster.
func (v *service) change(p *sim.Proc, req *nodes.Request, work nodes.Work, change int64) (resp *nodes.Response, err error) {
	for n := 1; ; n++ {
		was, version, err := v.keeper.load(p, req)
		if err != nil {
			return nil, err
		}
		if resp, err = work(req.Attempt(n).Undecided()); err != nil {
			return nil, err
		}
		if change < 0 && was.Amount+change < 0 {
			if known, err := v.keeper.knows(p, req); err != nil {
				return nil, err
			} else if !known {
				v.emit(Refused, req.Key, req.Item, version)
				return nil, ErrTooLittle
			}
		}
		v.site.Apart(p, func(p *sim.Proc) {
			err = v.keeper.save(p, req, was, version, change, func(now saved) {
				if now.fresh {
					req.Decided(v.config.Store == "events")
				}
				v.audit.ack(v.site.Owner, req.Item, now)
			})
		})
		if err == nil {
			return resp, nil
		}
		if !errors.Is(err, ErrConflict) {
			return nil, err
		}
		v.emit(EventsConflict, req.Key, req.Item, version)
		if n >= v.config.Attempts {
			return nil, ErrContended
		}
	}
}

// query reads an account, as it is or as it was, while it holds a worker.
func (v *service) query(p *sim.Proc, from net.ID, req *nodes.Request, q Query) (*nodes.Response, error) {
	return nodes.Call(p, v.next, from, req.Held(func(p *sim.Proc, req *nodes.Request, work nodes.Work) (*nodes.Response, error) {
		return v.read(p, req, work, q)
	}))
}

func (v *service) read(p *sim.Proc, req *nodes.Request, work nodes.Work, q Query) (*nodes.Response, error) {
	b, _, err := v.keeper.load(p, req)
	if err == nil && q.Ago > 0 {
		b, err = v.keeper.before(p, req, p.Now().Add(-q.Ago))
	}
	if err != nil {
		return nil, err
	}
	resp, err := work(req)
	if err != nil {
		return nil, err
	}
	return (&nodes.Response{Value: b.Token, Body: b}).Replacing(resp), nil
}

func (v *service) emit(k *sim.Kind, key sim.Key, value, extra int64) {
	v.site.Owner.Emit(sim.Fact{Kind: k, Key: key, Value: value, Extra: extra})
}

// overdrawn notes a balance below zero.
func (v *service) overdrawn(item int64, b int64) {
	if b < 0 {
		v.emit(Overdrawn, 0, item, b)
	}
}

// sortedPairs yields the pairs of a map in the order of its keys.
func sortedPairs(m map[int64]int64) iter.Seq2[int64, int64] {
	return func(yield func(int64, int64) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}
