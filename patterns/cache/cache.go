package cache

import (
	"errors"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a cache does. Owner is the caller, or the node of a shared store for what becomes of
// what it holds; Peer is the dependency.
var (
	Hit         = sim.NewKind("cache.hit", "a call was answered from the cache", "the age of the answer")
	Missed      = sim.NewKind("cache.missed", "the cache had no answer, and asked for one")
	Stale       = sim.NewKind("cache.stale", "a call was answered with what was not fresh any more", "the age of the answer")
	Coalesced   = sim.NewKind("cache.coalesced", "a call waited for an answer that was being asked for")
	Revalidated = sim.NewKind("cache.revalidated", "a new answer was asked for behind a stale one")
	Evicted     = sim.NewKind("cache.evicted", "an answer was given up for another, as the cache was full")
	Invalidated = sim.NewKind("cache.invalidated", "a write took an answer out")
	Outdated    = sim.NewKind("cache.outdated", "an answer was not kept, as a write had come between")
	Unreached   = sim.NewKind("cache.unreached", "the store did not answer, and a call went on without it")
)

// Pattern is the cache's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "cache",
	Idea:     "answers again what was answered before, so that the dependency is asked less often and its answers come sooner",
	Flagship: "cache-stampede",
	Hurts:    "cache-stale-price",
	Is:       "a cache in the process of the caller, such as Caffeine; with store one that callers share and ask first, such as memcached; on the edge of a node that hands calls on, one before the dependency, such as Varnish",
	State:    "each instance keeps answers of its own, in memory: a crash is a cold start, and a write through one instance takes nothing out of another; with store they lie in the memory of that node's instances, of which pick = \"shard\" gives each item one",
	Edges:    true,
	Keeps:    true,
	Facts: []patterns.Fact{
		{Kind: Hit, Acts: true, Shows: patterns.Delay}, {Kind: Missed}, {Kind: Stale, Acts: true, Shows: patterns.Delay},
		{Kind: Coalesced, Acts: true}, {Kind: Revalidated}, {Kind: Evicted}, {Kind: Invalidated}, {Kind: Outdated},
		{Kind: Unreached},
	},
})

var drawTTL = sim.KeyOf("cache ttl")

// Build returns the part that keeps the answers of one edge or, on a node, that of the
// store which callers share.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Peer == "" {
		return keeping(s, c)
	}
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		k := &cache{site: s, config: c, next: next, jitter: s.Jitter(c.TTLJitter, drawTTL), flights: make(map[topic]*flight)}
		if c.Store == "" {
			k.own = newMemory(s, c)
		} else {
			k.shared = &client{site: s, config: c}
		}
		return k
	}}
}

// A cache is the thin shell of one edge.
type cache struct {
	site    patterns.Site
	config  Config
	next    nodes.Caller
	own     *memory // nil where there is a shared store
	shared  *client // of it
	jitter  patterns.Jitter
	routes  []string          // that answers were asked for of, in the order of their first call
	flights map[topic]*flight // the latest, by what it asks for
	seats   sim.Spare[seat]
}

// Begin answers the call from the store, lets it wait for an answer that is under way,
// or asks for one. A write goes through.
func (c *cache) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	about := topic{c.site.Peer, req.Route, req.Item}
	switch {
	case req.Op == nodes.Write && !c.config.Invalidate:
		return c.next.Begin(to, req, done)
	case req.Op == nodes.Write:
		return c.write(to, req, done)
	case c.shared != nil:
		return c.seat(to, req, about, done).look()
	}
	f := c.own.look(about)
	if k, ok := c.known(to, req, about, f); ok {
		k.end(done)
		return nil
	}
	return c.seat(to, req, about, done).missed(f)
}

// known returns the answer to a call that was found, if it may be given.
func (c *cache) known(to net.ID, req *nodes.Request, about topic, f finding) (kept, bool) {
	switch {
	case !f.held || f.Stale > c.config.StaleWhileRevalidate:
		return kept{}, false
	case f.Stale <= 0:
		c.emit(Hit, req, f.Age)
	default:
		c.emit(Stale, req, f.Age)
		if c.flights[about] == nil {
			c.emit(Revalidated, req, 0)
			c.ask(to, req, about, f, nil)
		}
	}
	return f.Value, true
}

func (k kept) end(done nodes.Done) {
	if k.err != nil {
		done.Ended(nil, k.err)
		return
	}
	resp := k.resp
	done.Ended(&resp, nil)
}

// keep puts an answer into the store, if it may be kept and the store was there when it
// was looked at.
func (c *cache) keep(f *flight, resp *nodes.Response, err error) {
	fresh := c.config.TTL
	switch {
	case err != nil && !(errors.Is(err, nodes.ErrPermanent) && c.config.Negative > 0), resp != nil && resp.Degraded, f.old.unknown:
		return
	case err != nil:
		fresh = c.config.Negative
	}
	k := kept{err: err}
	if resp != nil {
		k.resp = *resp
	}
	fresh = c.jitter.Next(fresh)
	if c.own != nil {
		c.own.put(f.about, k, f.old.at, fresh, c.of(f.req))
		return
	}
	of, end := c.of(f.req), sim.Forever
	if f.req.Timeout > 0 {
		end = c.site.World().Now().Add(f.req.Timeout)
	}
	c.shared.ask(f.req, question{verb: put, about: f.about, kept: k, asked: f.old.at, fresh: fresh}, end, nodes.DoneFunc(func(_ *nodes.Response, err error) {
		if err != nil {
			of.emit(c.site, Unreached, 0)
		}
	}))
}

// instead returns what stands in for an answer that did not come well.
func (c *cache) instead(f *flight, resp *nodes.Response, err error) (*nodes.Response, error) {
	since := c.site.World().Now().Sub(f.old.at)
	if err == nil || errors.Is(err, nodes.ErrPermanent) || !f.old.held || f.old.Stale+since > c.config.StaleIfError || f.old.Value.err != nil {
		return resp, err
	}
	c.emit(Stale, f.req, f.old.Age+since)
	old := f.old.Value.resp
	old.Degraded = true
	return &old, nil
}

func (c *cache) of(req *nodes.Request) asker { return asker{c.site.Peer, req.Load, req.Key} }

func (c *cache) emit(k *sim.Kind, req *nodes.Request, age time.Duration) {
	c.of(req).emit(c.site, k, age)
}
