package fallback

import (
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
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller { return newGuard(s, c, next) }}
}

func newGuard(s patterns.Site, c Config, next nodes.Caller) *guard {
	return &guard{
		site: s, world: s.World(), config: c, next: next, asking: make(map[sim.Key]bool),
		peer:  s.World().Owner(s.Peer),
		cache: NewCache[topic, nodes.Response](c.Capacity, c.MaxAge),
	}
}

// A guard is the thin shell of one edge.
type guard struct {
	site   patterns.Site
	world  *sim.World
	config Config
	next   nodes.Caller
	peer   *sim.Owner
	cache  *Cache[topic, nodes.Response]
	other  nodes.Caller // how to ask the other route; dialled at first use
	to     nodes.Dependency
	asking map[sim.Key]bool // by idempotency key: calls of the other route, which have no fallback again
	idle   sim.Spare[call]
}

// A topic is what an answer is about.
type topic struct {
	route string
	item  int64
}

// Begin passes the call on, and stands in for an answer that does not come.
func (g *guard) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	c := g.idle.Take()
	*c = call{guard: g, req: req, done: done, begins: true}
	inner := g.next.Begin(to, req, c)
	c.begins = false
	if c.over {
		return c.follow()
	}
	c.inner = inner
	return c
}

// A call is a guarded one: it hears how that ends, and as [asking], how the call of
// the other route does.
type call struct {
	*guard
	req    *nodes.Request
	done   nodes.Done
	inner  nodes.Pending
	begins bool // the call begins; who began it looks after its end
	over   bool // it is, and ended with that
	resp   *nodes.Response
	err    error
	once   sim.Key  // of the call of the other route
	asked  sim.Time // when that began
}

// Ended takes in the end of the call.
func (c *call) Ended(resp *nodes.Response, err error) {
	c.over, c.inner, c.resp, c.err = true, nil, resp, err
	if !c.begins {
		c.follow()
	}
}

// follow stands in for an answer that did not come, or hands on the one that did. It
// returns the call of the other route, if that is under way.
func (c *call) follow() nodes.Pending {
	if c.err == nil {
		c.remember()
		return c.end(c.resp, nil)
	}
	if !patterns.EndsAs(c.config.Failures, c.err) || c.asking[c.req.Once] || c.late() {
		return c.end(c.resp, c.err)
	}
	if c.config.Answer == "other" {
		return c.ask()
	}
	age, ok := time.Duration(0), c.req.Op != nodes.Write
	instead := nodes.Response{Size: c.config.Size}
	if ok && c.config.Answer == "stale" {
		instead, age, ok = c.cache.Get(c.world.Now(), topic{c.req.Route, c.req.Item})
	}
	if !ok {
		c.emit(Missed, age)
		return c.end(c.resp, c.err)
	}
	c.emit(Answered, age)
	instead.Degraded = true
	return c.end(&instead, nil)
}

// late reports whether whoever called waits no longer, as a timeout around the fallback
// bounds what lies within it. A load that gives up by itself takes an answer at that
// instant.
func (c *call) late() bool {
	left, ok := c.req.Left(c.world.Now())
	return ok && left <= 0 && !c.req.Local
}

// remember keeps a whole answer for worse days.
func (c *call) remember() {
	if c.config.Answer != "stale" || c.req.Op == nodes.Write || c.resp != nil && c.resp.Degraded {
		return
	}
	var answer nodes.Response
	if c.resp != nil {
		answer = *c.resp
	}
	c.cache.Put(c.world.Now(), topic{c.req.Route, c.req.Item}, answer)
}

// ask calls the other route.
func (c *call) ask() nodes.Pending {
	if c.other == nil {
		c.other, c.to = c.site.Dial(c.config.Route)
	}
	c.emit(Asked, 0)
	child := c.req.Child(c.site.Key(), c.to.Route, 0)
	child.Op = c.to.Op
	if c.config.Timeout > 0 {
		child.Timeout = c.config.Timeout
	}
	c.once, c.asked = child.Once, c.world.Now()
	c.asking[c.once] = true
	inner := c.other.Begin(c.to.Pick.Pick(child), child, (*asking)(c))
	if inner == nil {
		return nil // it has ended, and the call with it
	}
	c.inner = inner
	return c
}

// asking is a call that waits for what the other route says.
type asking call

// Ended takes in what the other route said.
func (a *asking) Ended(resp *nodes.Response, err error) {
	c := (*call)(a)
	delete(c.asking, c.once)
	if err != nil {
		c.emit(Failed, c.world.Now().Sub(c.asked))
		c.end(nil, err)
		return
	}
	c.emit(Answered, 0)
	var instead nodes.Response
	if resp != nil {
		instead = *resp
	}
	instead.Degraded = true
	c.end(&instead, nil)
}

// Cancel ends the call, or that of the other route.
func (c *call) Cancel() {
	c.inner.Cancel()
	if c.over {
		delete(c.asking, c.once)
	}
	c.release()
}

func (c *call) end(resp *nodes.Response, err error) nodes.Pending {
	done := c.done
	c.release()
	done.Ended(resp, err)
	return nil
}

func (c *call) release() {
	c.req, c.done, c.inner, c.resp = nil, nil, nil, nil
	c.idle.Put(c)
}

func (c *call) emit(k *sim.Kind, span time.Duration) {
	c.site.Owner.Emit(sim.Fact{Kind: k, Peer: c.peer, Load: c.req.Load, Key: c.req.Key, Value: int64(span)})
}
