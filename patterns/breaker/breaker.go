package breaker

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// ErrOpen is how a call ends that the breaker turned away. It wraps
// nodes.ErrNotSent: it says nothing about the callee, and a retry makes no sense.
var ErrOpen = fmt.Errorf("breaker: open: %w", nodes.ErrNotSent)

// What a breaker does. Owner is the caller, Peer the callee.
var (
	Opened        = sim.NewKind("breaker.opened", "the breaker opened, for the reason in its note: calls are turned away from now on", "calls that failed", "calls that were looked at")
	HalfOpened    = sim.NewKind("breaker.half_opened", "the open time is over: trial calls may pass")
	BreakerClosed = sim.NewKind("breaker.closed", "the trials went well: calls pass again")
	Exceeded      = sim.NewKind("breaker.exceeded", "a breaker that is there for its metrics only saw what would have opened it", "calls that failed", "calls that were looked at")
	Rejected      = sim.NewKind("breaker.rejected", "a call was turned away without being sent")
	Probed        = sim.NewKind("breaker.probed", "a call passed as a trial")
	Stale         = sim.NewKind("breaker.stale", "an outcome came too late to count")
)

// Pattern is the circuit breaker's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "circuit-breaker",
	Idea:     "stops calling a dependency that keeps failing, so that callers are not tied up, and probes it from time to time",
	Flagship: "circuit-breaker",
	Hurts:    "breaker-one-bad-shard",
	Edges:    true,
	Facts: []patterns.Fact{
		{Kind: Opened, Acts: true, Shows: patterns.Span, Until: BreakerClosed}, {Kind: HalfOpened}, {Kind: BreakerClosed}, {Kind: Exceeded, Acts: true},
		{Kind: Rejected, Acts: true}, {Kind: Probed}, {Kind: Stale},
	},
})

// Build returns the part that guards the calls of one edge.
func Build(s patterns.Site, c Config) patterns.Part {
	g := &guard{site: s, world: s.World(), config: c, judge: c.Judge()}
	if c.Scope == "instance" {
		g.flag = s.Available.Flag()
	}
	g.breakers = patterns.NewScoped(c.Scope, g.newBreaker)
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		g.passing = nodes.Passages[guarded]{Next: next, Over: g.over}
		return g
	}}
}

// A guard is the thin shell around the machines of one edge: it asks, does and
// tells.
type guard struct {
	site     patterns.Site
	world    *sim.World
	config   Config
	judge    patterns.Judge
	passing  nodes.Passages[guarded]
	breakers *patterns.Scoped[*scopedBreaker]
	flag     *patterns.HealthFlag // of the instances whose breaker lets no call pass; nil without such breakers
}

// A scopedBreaker is one machine in its place.
type scopedBreaker struct {
	*Breaker
	guard *guard
	peer  *sim.Owner
	to    net.ID    // the instance, where each has a breaker
	alarm sim.Alarm // of the next change that time alone brings
	rings sim.Time  // when it is set for
}

// newBreaker returns the machine of the edge, or of the calls to one instance or route.
func (g *guard) newBreaker(to net.ID, req *nodes.Request) *scopedBreaker {
	peer := g.world.Owner(g.site.Peer)
	identity := peer.Key()
	switch g.config.Scope {
	case "instance":
		peer = g.site.Net.Owner(to)
		identity = peer.Key()
	case "route":
		identity = identity.Mix(uint64(sim.KeyOf(req.Route)))
	}
	luck := g.world.Draw(g.site.Key(), identity)
	return &scopedBreaker{Breaker: New(g.config, sim.Key(luck.Uint64())), guard: g, peer: peer, to: to}
}

// Begin passes the call on, or rejects it with ErrOpen.
func (g *guard) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	f, now := g.breakers.Of(to, req), g.world.Now()
	permit, ok := f.Allow(now)
	f.report(now)
	if !ok {
		f.emit(Rejected, req.Key)
		done.Ended(nil, ErrOpen)
		return nil
	}
	if permit.Trial() {
		f.emit(Probed, req.Key)
	}
	return g.passing.Begin(to, req, guarded{breaker: f, permit: permit, began: now, key: req.Key}, done)
}

// A guarded call is one that passed.
type guarded struct {
	breaker *scopedBreaker
	permit  Permit
	began   sim.Time
	key     sim.Key
}

// over tells the machine how a call ended.
func (g *guard) over(c guarded, err error) {
	f, now := c.breaker, g.world.Now()
	if !f.Done(now, c.permit, g.judge.Of(err), now.Sub(c.began)) {
		f.emit(Stale, c.key)
	}
	f.report(now)
}

// report emits what the machine's latest step changed, tells whether the instance is to
// be chosen, and sets the alarm for what time alone will change.
func (f *scopedBreaker) report(now sim.Time) {
	g := f.guard
	for _, m := range f.Moves() {
		kind := [...]*sim.Kind{Closed: BreakerClosed, Open: Opened, HalfOpen: HalfOpened, MetricsOnly: Exceeded}[m.To]
		g.site.Owner.Emit(sim.Fact{
			Kind: kind, Peer: f.peer, Value: int64(m.Saw.Failures), Extra: int64(m.Saw.Calls), Note: m.Why.String(),
		})
	}
	at, ok := f.Deadline()
	if g.flag != nil {
		g.flag.Set(f.to, !f.Passes(now))
		if f.State() == Open && now < f.Until() { // whoever chooses is to know when it may be probed
			at, ok = f.Until(), true
		}
	}
	switch {
	case !ok:
		f.rings = 0
		f.alarm.Off()
	case at != f.rings:
		f.rings = at
		f.alarm.Set(g.site.Owner, at.Sub(now), f)
	}
}

// Act is the alarm: it tells the machine the time.
func (f *scopedBreaker) Act() {
	now := f.guard.world.Now()
	f.rings = 0
	f.Tick(now)
	f.report(now)
}

func (f *scopedBreaker) emit(k *sim.Kind, key sim.Key) {
	f.guard.site.Owner.Emit(sim.Fact{Kind: k, Peer: f.peer, Key: key})
}
