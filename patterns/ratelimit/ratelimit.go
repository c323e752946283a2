package ratelimit

import (
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// How a call ends that is refused. What the limiter on an edge refuses wraps
// nodes.ErrNotSent as well.
var (
	ErrLimited = fmt.Errorf("ratelimit: too many calls: %w", nodes.ErrRejected)
	errNotSent = fmt.Errorf("%w, %w", ErrLimited, nodes.ErrNotSent)
)

// What a rate limiter does. Owner is where it lies.
var (
	Refused = sim.NewKind("ratelimit.refused", "a call was refused because there was no token for it", "how long until there is one")
	Delayed = sim.NewKind("ratelimit.delayed", "a call had to wait for its turn", "how long")
)

// Pattern is the rate limiter's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "rate-limiter",
	Idea:     "lets only so many calls pass in a time, so that one who asks too much does not use up what others need",
	Flagship: "noisy-neighbour",
	Hurts:    "rate-limit-too-tight",
	Is:       "a local limiter, such as that of Envoy or Guava, with the windows that gateways offer; not one whose tokens lie in a store for all",
	State:    "each instance has tokens of its own, in memory: n of them let n times as much pass",
	Facts: []patterns.Fact{
		{Kind: Refused, Acts: true, Shows: patterns.Delay}, {Kind: Delayed, Acts: true, Shows: patterns.Delay},
	},
})

// Build returns the part that limits the calls of an edge, or the requests that
// arrive at a node.
func Build(s patterns.Site, c Config) patterns.Part {
	limiters := patterns.NewScoped(c.Scope, func(net.ID, *nodes.Request) *Limiter { return NewLimiter(c) })
	if s.Peer != "" {
		return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
			return &guard{site: s, config: c, limiters: limiters, next: next, why: errNotSent, spends: true}
		}}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		return &guard{site: s, config: c, limiters: limiters, next: next, why: ErrLimited}
	}}
}

// A guard is the thin shell around the limiters of one place, on either side of calls.
type guard struct {
	site     patterns.Site
	config   Config
	limiters *patterns.Scoped[*Limiter]
	next     nodes.Caller
	why      error // is how a call ends that is refused
	spends   bool  // a wait is missing later from the time for the answer
	idle     sim.Spare[delay]
}

// Begin begins the call now, when its turn comes, or not at all. Nobody waits for a
// turn that comes after its caller has given up.
func (g *guard) Begin(other net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	now := g.site.World().Now()
	l := g.limiters.Of(other, req)
	patience := min(g.config.MaxWait, max(0, req.GivesUp(now).Sub(now)))
	turn, ok := l.Take(now, patience)
	wait := turn.At().Sub(now)
	switch {
	case !ok:
		g.emit(Refused, req, wait)
		why := g.why
		if g.config.RetryAfter { // a call that comes then is willing to wait as long again
			why = &nodes.Pushback{After: max(0, wait-g.config.MaxWait), Err: why}
		}
		done.Ended(nil, why)
		return nil
	case wait == 0:
		return g.next.Begin(other, req, done)
	}
	g.emit(Delayed, req, wait)
	x := g.idle.Take()
	*x = delay{guard: g, limiter: l, turn: turn, began: now, other: other, req: req, done: done}
	x.alarm.Set(g.site.Owner, wait, x)
	return x
}

// A delay is a call that waits for its turn, and then is under way.
type delay struct {
	guard   *guard
	limiter *Limiter
	turn    Turn
	began   sim.Time
	alarm   sim.Alarm
	other   net.ID
	req     *nodes.Request
	done    nodes.Done
	inner   nodes.Pending
}

// Act begins the call, whose turn has come.
func (x *delay) Act() {
	g, req := x.guard, x.req
	if g.spends {
		req = req.Waited(g.site.World().Now().Sub(x.began))
	}
	if inner := g.next.Begin(x.other, req, x); inner != nil {
		x.inner = inner
	}
}

// Ended passes on how the call ended.
func (x *delay) Ended(resp *nodes.Response, err error) {
	done := x.done
	x.guard.idle.Put(x)
	done.Ended(resp, err)
}

// Cancel ends the call. One that still waits gives its turn back.
func (x *delay) Cancel() {
	if x.alarm.Off() {
		x.limiter.Return(x.guard.site.World().Now(), x.turn)
	} else {
		x.inner.Cancel()
	}
	x.guard.idle.Put(x)
}

func (g *guard) emit(k *sim.Kind, req *nodes.Request, wait time.Duration) {
	g.site.Owner.Emit(sim.Fact{Kind: k, Load: req.Load, Key: req.Key, Value: int64(wait)})
}
