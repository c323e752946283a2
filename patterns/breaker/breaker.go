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
		{Kind: Opened, Acts: true}, {Kind: HalfOpened}, {Kind: BreakerClosed}, {Kind: Exceeded, Acts: true},
		{Kind: Rejected, Acts: true}, {Kind: Probed}, {Kind: Stale},
	},
})

// Build returns the part that guards the calls of one edge.
func Build(s patterns.Site, c Config) patterns.Part {
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		g := &guard{site: s, config: c, judge: c.Judge(), next: next}
		g.breakers = patterns.NewScoped(c.Scope, g.newBreaker)
		return nodes.Blocking(s.Owner, g.Call)
	}}
}

// A guard is the thin shell around the machines of one edge: it asks, does and
// tells.
type guard struct {
	site     patterns.Site
	config   Config
	judge    patterns.Judge
	next     nodes.Caller
	breakers *patterns.Scoped[*scopedBreaker]
}

// A scopedBreaker is one machine in its place.
type scopedBreaker struct {
	*Breaker
	peer  *sim.Owner
	timer *sim.Proc // waits for the next change that time alone brings
}

// newBreaker returns the machine of the edge, or of the calls to one instance or route.
func (g *guard) newBreaker(to net.ID, req *nodes.Request) *scopedBreaker {
	peer := g.site.World().Owner(g.site.Peer)
	identity := peer.Key()
	switch g.config.Scope {
	case "instance":
		peer = g.site.Net.Owner(to)
		identity = peer.Key()
	case "route":
		identity = identity.Mix(uint64(sim.KeyOf(req.Route)))
	}
	luck := g.site.World().Draw(g.site.Key(), identity)
	return &scopedBreaker{Breaker: New(g.config, sim.Key(luck.Uint64())), peer: peer}
}

// Call passes the call on, or rejects it with ErrOpen.
func (g *guard) Call(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
	f := g.breakers.Of(to, req)
	permit, ok := f.Allow(p.Now())
	g.report(f)
	if !ok {
		g.emit(Rejected, f, req.Key)
		return nil, ErrOpen
	}
	if permit.Trial() {
		g.emit(Probed, f, req.Key)
	}
	began, ended := p.Now(), net.ErrCancelled // if the process is killed while it waits
	defer func() {
		if !f.Done(p.Now(), permit, g.judge.Of(ended), p.Now().Sub(began)) {
			g.emit(Stale, f, req.Key)
		}
		g.report(f)
	}()
	resp, err := nodes.Call(p, g.next, to, req)
	ended = err
	return resp, err
}

// report emits what the machine's latest step changed, and arms a timer for what
// time alone will change.
func (g *guard) report(f *scopedBreaker) {
	for _, m := range f.Moves() {
		kind := [...]*sim.Kind{Closed: BreakerClosed, Open: Opened, HalfOpen: HalfOpened, MetricsOnly: Exceeded}[m.To]
		g.site.Owner.Emit(sim.Fact{
			Kind: kind, Peer: f.peer, Value: int64(m.Saw.Failures), Extra: int64(m.Saw.Calls), Note: m.Why.String(),
		})
	}
	if _, ok := f.Deadline(); ok && (f.timer == nil || f.timer.Done()) {
		f.timer = g.site.Go(func(p *sim.Proc) { g.await(p, f) })
	}
}

// await ticks the machine whenever time alone changes it.
func (g *guard) await(p *sim.Proc, f *scopedBreaker) {
	for at, ok := f.Deadline(); ok; at, ok = f.Deadline() {
		p.Sleep(at.Sub(p.Now()))
		f.Tick(p.Now())
		g.report(f)
	}
}

func (g *guard) emit(k *sim.Kind, f *scopedBreaker, key sim.Key) {
	g.site.Owner.Emit(sim.Fact{Kind: k, Peer: f.peer, Key: key})
}
