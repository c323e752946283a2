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
	l := New(c, s.Jitter(c.MeasureJitter, drawMeasure))
	if s.Peer != "" {
		return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
			return newGuard(s, l, next, errNotSent)
		}}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		return newGuard(s, l, next, ErrLimit)
	}}
}

// A guard is the thin shell around the limiter of one place, on either side of calls.
type guard struct {
	site    patterns.Site
	limiter *Limiter
	why     error                    // is how a call ends that is refused
	passing nodes.Passages[sim.Time] // and when each began
}

func newGuard(s patterns.Site, l *Limiter, next nodes.Caller, why error) *guard {
	g := &guard{site: s, limiter: l, why: why}
	g.passing = nodes.Passages[sim.Time]{Next: next, Over: g.over}
	return g
}

// Begin begins a call if it may.
func (g *guard) Begin(other net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if !g.limiter.Enter() {
		g.site.Owner.Emit(sim.Fact{Kind: Refused, Load: req.Load, Key: req.Key})
		done.Ended(nil, g.why)
		return nil
	}
	return g.passing.Begin(other, req, g.site.World().Now(), done)
}

// over tells the limiter how a call ended.
func (g *guard) over(began sim.Time, err error) {
	now := g.site.World().Now()
	if g.limiter.Leave(now, outcomeOf(err), now.Sub(began)) {
		g.site.Owner.Emit(sim.Fact{Kind: Moved, Value: int64(g.limiter.Limit())})
	}
}

// outcomeOf returns what the end of a call says about the load. An error of the
// callee says nothing, nor does what never reached it, or was given up.
func outcomeOf(err error) Outcome {
	switch o := nodes.OutcomeOf(err); {
	case o == nodes.OK:
		return Well
	case o == nodes.Failed, errors.Is(err, nodes.ErrNotSent):
		return Ignored
	}
	return Dropped
}
