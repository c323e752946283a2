package limit

import (
	"errors"
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// How a call ends that is refused. What the limit on an edge refuses wraps
// nodes.ErrNotSent as well.
var (
	ErrLimit   = fmt.Errorf("limit: too many calls under way: %w", nodes.ErrRejected)
	errNotSent = fmt.Errorf("%w, %w", ErrLimit, nodes.ErrNotSent)
)

// What a limit does. Owner is where it lies.
var (
	Refused = sim.NewKind("limit.refused", "a call was refused because too many were under way")
	Moved   = sim.NewKind("limit.moved", "the limit of calls under way", "the limit")
)

var drawMeasure = sim.KeyOf("limit measure")

// Pattern is the door of adaptive limits.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "adaptive-limit",
	Idea:     "bounds how many calls are under way at once, and finds the bound by itself from how long they take",
	Flagship: "adaptive-limit",
	Hurts:    "adaptive-limit-mixed-work",
	Facts: []patterns.Fact{
		{Kind: Refused, Acts: true}, {Kind: Moved, Shows: patterns.Level},
	},
})

// Build returns the part that limits the calls of an edge, or the requests that
// arrive at a node.
func Build(s patterns.Site, c Config) patterns.Part {
	g := &guard{site: s, limiter: New(c, s.Jitter(c.MeasureJitter, drawMeasure))}
	if s.Peer != "" {
		return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
			return nodes.Blocking(s.Owner, func(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
				return g.pass(p, req, errNotSent, func() (*nodes.Response, error) { return nodes.Call(p, next, to, req) })
			})
		}}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		return nodes.Blocking(s.Owner, func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
			return g.pass(p, req, ErrLimit, func() (*nodes.Response, error) { return nodes.Call(p, next, from, req) })
		})
	}}
}

// A guard is the thin shell around the limiter of one place.
type guard struct {
	site    patterns.Site
	limiter *Limiter
}

// pass makes a call if it may begin, and refuses it with why if not.
func (g *guard) pass(p *sim.Proc, req *nodes.Request, why error, call func() (*nodes.Response, error)) (*nodes.Response, error) {
	if !g.limiter.Enter() {
		g.site.Owner.Emit(sim.Fact{Kind: Refused, Load: req.Load, Key: req.Key})
		return nil, why
	}
	began, outcome := p.Now(), Ignored // if the process is killed while it waits
	defer func() {
		if g.limiter.Leave(p.Now(), outcome, p.Now().Sub(began)) {
			g.site.Owner.Emit(sim.Fact{Kind: Moved, Value: int64(g.limiter.Limit())})
		}
	}()
	resp, err := call()
	outcome = outcomeOf(err)
	return resp, err
}

// outcomeOf returns what the end of a call says about the load. An error of the
// callee says nothing, nor does what never reached it.
func outcomeOf(err error) Outcome {
	switch o := nodes.OutcomeOf(err); {
	case o == nodes.OK:
		return Well
	case o == nodes.Failed, errors.Is(err, nodes.ErrNotSent):
		return Ignored
	}
	return Dropped
}
