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
	g := &guard{site: s, config: c, limiters: patterns.NewScoped(c.Scope, func(net.ID, *nodes.Request) *Limiter { return NewLimiter(c) })}
	if s.Peer != "" {
		return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
			return nodes.Blocking(s.Owner, func(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
				began := p.Now()
				if err := g.pass(p, to, req, errNotSent); err != nil {
					return nil, err
				}
				return nodes.Call(p, next, to, req.Waited(p.Now().Sub(began)))
			})
		}}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		return nodes.Blocking(s.Owner, func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
			if err := g.pass(p, from, req, ErrLimited); err != nil {
				return nil, err
			}
			return nodes.Call(p, next, from, req)
		})
	}}
}

// A guard is the thin shell around the limiters of one place.
type guard struct {
	site     patterns.Site
	config   Config
	limiters *patterns.Scoped[*Limiter]
}

// pass lets the process wait for the turn of its call, or refuses the call with
// why. Nobody waits for a turn that comes after its caller has given up.
func (g *guard) pass(p *sim.Proc, other net.ID, req *nodes.Request, why error) error {
	l := g.limiters.Of(other, req)
	patience := min(g.config.MaxWait, max(0, req.GivesUp(p.Now()).Sub(p.Now())))
	turn, ok := l.Take(p.Now(), patience)
	wait := turn.At().Sub(p.Now())
	switch {
	case !ok:
		g.emit(Refused, req, wait)
		if !g.config.RetryAfter {
			return why
		}
		// a call that comes then is willing to wait as long again
		return &nodes.Pushback{After: max(0, wait-g.config.MaxWait), Err: why}
	case wait > 0:
		g.emit(Delayed, req, wait)
		defer func() { l.Return(p.Now(), turn) }() // if the process is killed while it waits
		p.Sleep(wait)
	}
	return nil
}

func (g *guard) emit(k *sim.Kind, req *nodes.Request, wait time.Duration) {
	g.site.Owner.Emit(sim.Fact{Kind: k, Load: req.Load, Key: req.Key, Value: int64(wait)})
}
