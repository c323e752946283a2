package cache

import (
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a shared store is asked, each a request to its route.
const (
	look = iota // what it holds
	put         // to keep an answer
	drop        // to take out what a write has changed
)

// A question is the body of a request to a shared store.
type question struct {
	verb  int
	of    string // the pattern
	about topic
	kept  kept
	asked sim.Time // the lease of what is put
	fresh time.Duration
}

// An asker is whose request a fact is about.
type asker struct {
	peer string
	load *sim.Owner
	key  sim.Key
}

func (a asker) emit(at patterns.Site, k *sim.Kind, age time.Duration) {
	at.Owner.Emit(sim.Fact{Kind: k, Peer: at.World().Owner(a.peer), Load: a.load, Key: a.key, Value: int64(age)})
}

// keeping returns the part of the node of a shared store: its route answers questions
// once its service has done the work of them.
func keeping(s patterns.Site, c Config) patterns.Part {
	v, route := newMemory(s, c), patterns.RouteOf(c.Store)
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler { return &keeper{v, route, next} }}
}

type keeper struct {
	*memory
	route string
	next  nodes.Handler
}

// Begin has the service serve the request, and then answers its question.
func (k *keeper) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	q, ok := req.Body.(*question)
	if !ok || req.Route != k.route || q.of != k.site.Name {
		return k.next.Begin(from, req, done)
	}
	of := asker{q.about.peer, req.Load, req.Key}
	return k.next.Begin(from, req, nodes.DoneFunc(func(resp *nodes.Response, err error) {
		if err == nil {
			resp = k.answer(q, of)
		}
		done.Ended(resp, err)
	}))
}

func (k *keeper) answer(q *question, of asker) *nodes.Response {
	switch q.verb {
	case put:
		k.put(q.about, q.kept, q.asked, q.fresh, of)
	case drop:
		k.drop(thing{q.about.peer, q.about.item}, of)
	default:
		f := k.look(q.about)
		return &nodes.Response{Size: f.Value.resp.Size, Body: f}
	}
	return nil
}

// A client is how a caller asks a shared store.
type client struct {
	site   patterns.Site
	config Config
	caller nodes.Caller // dialled at first use
	store  nodes.Dependency
}

// ask sends a question on behalf of a request, which is waited for until an end. A store
// that does not answer is told of in a fact.
func (c *client) ask(req *nodes.Request, q question, end sim.Time, done nodes.Done) nodes.Pending {
	if c.caller == nil {
		c.caller, c.store = c.site.Dial(c.config.Store)
	}
	now := c.site.World().Now()
	again := req.Child(c.site.Key(), c.store.Route, int64(q.verb))
	q.of, again.Body, again.Size, again.Timeout = c.site.Name, &q, q.kept.resp.Size, 0
	if end != sim.Forever {
		again.Timeout = max(end.Sub(now), 1)
	}
	if t := c.config.StoreTimeout; t > 0 && (again.Timeout == 0 || t < again.Timeout) {
		again.Timeout = t
	}
	if q.verb == put { // it goes on without who asked
		again.Deadline = 0
	}
	return c.caller.Begin(c.store.Pick.Pick(again), again, done)
}
