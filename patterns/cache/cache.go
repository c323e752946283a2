package cache

import (
	"errors"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a cache does. Owner is the caller.
var (
	Hit         = sim.NewKind("cache.hit", "a call was answered from the cache", "the age of the answer")
	Missed      = sim.NewKind("cache.missed", "the cache had no answer, and asked for one")
	Stale       = sim.NewKind("cache.stale", "a call was answered with what was not fresh any more", "the age of the answer")
	Coalesced   = sim.NewKind("cache.coalesced", "a call waited for an answer that was being asked for")
	Revalidated = sim.NewKind("cache.revalidated", "a new answer was asked for behind a stale one")
	Evicted     = sim.NewKind("cache.evicted", "an answer was given up for another, as the cache was full")
	Invalidated = sim.NewKind("cache.invalidated", "a write took an answer out")
	Outdated    = sim.NewKind("cache.outdated", "an answer was not kept, as a write had come between")
)

// Pattern is the cache's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "cache",
	Idea:     "answers again what was answered before, so that the dependency is asked less often and its answers come sooner",
	Flagship: "cache-stampede",
	Hurts:    "cache-stale-price",
	Is:       "a cache in the process of the caller, such as Caffeine; not one that callers share, such as Redis",
	State:    "each instance keeps answers of its own, in memory: a crash is a cold start, and a write through one instance takes nothing out of another",
	Edges:    true,
	Facts: []patterns.Fact{
		{Kind: Hit, Acts: true, Shows: patterns.Delay}, {Kind: Missed}, {Kind: Stale, Acts: true, Shows: patterns.Delay},
		{Kind: Coalesced, Acts: true}, {Kind: Revalidated}, {Kind: Evicted}, {Kind: Invalidated}, {Kind: Outdated},
	},
})

var drawTTL = sim.KeyOf("cache ttl")

// Build returns the part that keeps the answers of one edge.
func Build(s patterns.Site, c Config) patterns.Part {
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		return &cache{
			site: s, config: c, next: next, jitter: s.Jitter(c.TTLJitter, drawTTL), flights: make(map[topic]*flight),
			store: NewStore[topic, kept](c.Capacity, max(c.StaleWhileRevalidate, c.StaleIfError)),
		}
	}}
}

// A topic is what an answer is about.
type topic struct {
	route string
	item  int64
}

// What is kept is an answer, or an error that comes at every attempt.
type kept struct {
	resp nodes.Response
	err  error
}

// A cache is the thin shell of one edge.
type cache struct {
	site    patterns.Site
	config  Config
	next    nodes.Caller
	store   *Store[topic, kept]
	jitter  patterns.Jitter
	routes  []string          // that answers are kept of, in the order of their first call
	flights map[topic]*flight // the latest, by what it asks for
	flying  []*flight         // all, in no order
	seats   sim.Spare[seat]
}

// Begin answers the call from the cache, lets it wait for an answer that is under way,
// or asks for one. A write goes through.
func (c *cache) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if req.Op == nodes.Write {
		if !c.config.Invalidate {
			return c.next.Begin(to, req, done)
		}
		item := req.Item
		return c.next.Begin(to, req, nodes.DoneFunc(func(resp *nodes.Response, err error) {
			if err == nil {
				c.invalidate(req, item)
			}
			done.Ended(resp, err)
		}))
	}
	about, now := topic{req.Route, req.Item}, c.site.World().Now()
	if a, ok := c.store.Get(now, about); ok && a.Stale <= c.config.StaleWhileRevalidate {
		if a.Stale <= 0 {
			c.emit(Hit, req, a.Age)
		} else {
			c.emit(Stale, req, a.Age)
			if c.flights[about] == nil {
				c.emit(Revalidated, req, 0)
				c.ask(to, req, about, nil)
			}
		}
		if a.Value.err != nil {
			done.Ended(nil, a.Value.err)
		} else {
			resp := a.Value.resp
			done.Ended(&resp, nil)
		}
		return nil
	}
	s := c.seats.Take()
	*s = seat{cache: c, done: done}
	if f := c.flights[about]; f != nil && c.config.Coalesce {
		c.emit(Coalesced, req, 0)
		f.join(s)
		if end := req.GivesUp(now); end != sim.Forever {
			s.alarm.Set(c.site.Owner, end.Sub(now), s)
		}
		return s
	}
	c.emit(Missed, req, 0)
	if !c.ask(to, req, about, s) {
		return nil
	}
	return s
}

// invalidate takes out what a write has changed, and whoever is asking gets an answer
// that may be from before it.
func (c *cache) invalidate(req *nodes.Request, item int64) {
	for _, route := range c.routes {
		about := topic{route, item}
		if c.store.Remove(about) {
			c.emit(Invalidated, req, 0)
		}
	}
	for _, f := range c.flying {
		if c.config.Leases && f.about.item == item {
			f.outdated = true
			f.closed() // who comes now asks anew
		}
	}
}

// keep puts an answer into the store, if it may be kept.
func (c *cache) keep(f *flight, resp *nodes.Response, err error) {
	fresh := c.config.TTL
	switch {
	case err != nil && !(errors.Is(err, nodes.ErrPermanent) && c.config.Negative > 0), resp != nil && resp.Degraded:
		return
	case f.outdated:
		c.emit(Outdated, f.req, 0)
		return
	case err != nil:
		fresh = c.config.Negative
	}
	k := kept{err: err}
	if resp != nil {
		k.resp = *resp
	}
	if c.store.Put(c.site.World().Now(), f.about, k, c.jitter.Next(fresh)) {
		c.emit(Evicted, f.req, 0)
	}
}

// instead returns what stands in for an answer that did not come well.
func (c *cache) instead(f *flight, resp *nodes.Response, err error) (*nodes.Response, error) {
	if err == nil || errors.Is(err, nodes.ErrPermanent) {
		return resp, err
	}
	a, ok := c.store.Get(c.site.World().Now(), f.about)
	if !ok || a.Stale > c.config.StaleIfError || a.Value.err != nil {
		return resp, err
	}
	c.emit(Stale, f.req, a.Age)
	old := a.Value.resp
	old.Degraded = true
	return &old, nil
}

func (c *cache) emit(k *sim.Kind, req *nodes.Request, age time.Duration) {
	c.site.Owner.Emit(sim.Fact{Kind: k, Peer: c.site.World().Owner(c.site.Peer), Load: req.Load, Key: req.Key, Value: int64(age)})
}
