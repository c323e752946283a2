package fallback

import (
	"errors"
	"slices"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a fallback does. Owner is the caller.
var (
	Answered = sim.NewKind("fallback.answered", "the fallback answered in place of the dependency", "the age of its answer, zero if it is from no cache")
	Missed   = sim.NewKind("fallback.missed", "the fallback had no answer either, and the error stands")
	Asked    = sim.NewKind("fallback.asked", "the fallback asks another route")
	Failed   = sim.NewKind("fallback.failed", "the other route did not answer well either")
)

// Pattern is the fallback's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "fallback",
	Idea:     "answers in place of a dependency that does not, with something fixed, something old, or what another service says",
	Flagship: "fallback-stale",
	Hurts:    "fallback-overload",
	Is:       "a cache in the process of the caller; not one that callers share, such as Redis",
	State:    "each instance remembers answers of its own, in memory",
	Edges:    true,
	Facts: []patterns.Fact{
		{Kind: Answered, Acts: true, Shows: patterns.Delay}, {Kind: Missed}, {Kind: Asked, Acts: true},
		{Kind: Failed},
	},
})

// Build returns the part that stands in on one edge.
func Build(s patterns.Site, c Config) patterns.Part {
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		return nodes.Blocking(s.Owner, newGuard(s, c, next).Call)
	}}
}

func newGuard(s patterns.Site, c Config, next nodes.Caller) *guard {
	return &guard{
		site: s, config: c, next: next, asking: make(map[*sim.Proc]bool),
		cache: NewCache[topic, nodes.Response](c.Capacity, c.MaxAge),
	}
}

// A guard is the thin shell of one edge.
type guard struct {
	site   patterns.Site
	config Config
	next   nodes.Caller
	cache  *Cache[topic, nodes.Response]
	other  nodes.Caller // how to ask the other route; dialled at first use
	to     nodes.Dependency
	asking map[*sim.Proc]bool // processes that do: their calls have no fallback again
}

// A topic is what an answer is about.
type topic struct {
	route string
	item  int64
}

// Call passes the call on, and stands in for an answer that does not come.
func (g *guard) Call(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
	resp, err := nodes.Call(p, g.next, to, req)
	if err == nil {
		g.remember(p.Now(), req, resp)
		return resp, nil
	}
	if !slices.Contains(g.config.Failures, nodes.OutcomeOf(err).String()) || errors.Is(err, net.ErrCancelled) || g.asking[p] {
		return resp, err
	}
	if g.config.Answer == "other" {
		return g.ask(p, req)
	}
	age, ok := time.Duration(0), req.Op != nodes.Write
	instead := nodes.Response{Size: g.config.Size}
	if ok && g.config.Answer == "stale" {
		instead, age, ok = g.cache.Get(p.Now(), topic{req.Route, req.Item})
	}
	if !ok {
		g.emit(Missed, req, age)
		return resp, err
	}
	g.emit(Answered, req, age)
	instead.Degraded = true
	return &instead, nil
}

// remember keeps a whole answer for worse days.
func (g *guard) remember(now sim.Time, req *nodes.Request, resp *nodes.Response) {
	if g.config.Answer != "stale" || req.Op == nodes.Write || resp != nil && resp.Degraded {
		return
	}
	var answer nodes.Response
	if resp != nil {
		answer = *resp
	}
	g.cache.Put(now, topic{req.Route, req.Item}, answer)
}

func (g *guard) ask(p *sim.Proc, req *nodes.Request) (*nodes.Response, error) {
	if g.other == nil {
		g.other, g.to = g.site.Dial(g.config.Route)
	}
	g.emit(Asked, req, 0)
	child := req.Child(g.site.Key(), g.to.Route, 0)
	child.Op = g.to.Op
	if g.config.Timeout > 0 {
		child.Timeout = g.config.Timeout
	}
	g.asking[p] = true
	defer delete(g.asking, p)
	began := p.Now()
	resp, err := nodes.Call(p, g.other, g.to.Pick.Pick(child), child)
	if err != nil {
		g.emit(Failed, req, p.Now().Sub(began))
		return nil, err
	}
	g.emit(Answered, req, 0)
	var instead nodes.Response
	if resp != nil {
		instead = *resp
	}
	instead.Degraded = true
	return &instead, nil
}

func (g *guard) emit(k *sim.Kind, req *nodes.Request, span time.Duration) {
	g.site.Owner.Emit(sim.Fact{Kind: k, Peer: g.site.World().Owner(g.site.Peer), Load: req.Load, Key: req.Key, Value: int64(span)})
}
