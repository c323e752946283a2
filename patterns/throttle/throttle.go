package throttle

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// ErrThrottled is how a call ends that the throttle turned away. It wraps
// nodes.ErrNotSent: it says nothing about the callee, and a retry makes no sense.
var ErrThrottled = fmt.Errorf("throttle: the callee accepts too few calls: %w", nodes.ErrNotSent)

// Rejected tells that a call was turned away. Owner is the caller, Peer the
// callee; of the calls in the window the callee accepted Value of Extra.
var Rejected = sim.NewKind("throttle.rejected", "a call was turned away without being sent", "calls of the window that were accepted", "calls of the window")

// Pattern is the adaptive throttle's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "adaptive-throttle",
	Idea:     "turns calls away on the caller's side, in proportion to how many more there are than the callee accepts",
	Flagship: "adaptive-throttle",
	Hurts:    "throttle-own-errors",
	Edges:    true,
	Facts: []patterns.Fact{
		{Kind: Rejected, Acts: true},
	},
})

// Build returns the part that throttles the calls of one edge.
func Build(s patterns.Site, c Config) patterns.Part {
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		return newLimiter(s, New(c), c.Judge(), refusal{Rejected, ErrThrottled}, next)
	}}
}

// A judge is a machine that says which calls are made: a Throttle or a Gate.
type judge interface {
	Allow(now sim.Time, luck sim.Rand) (Permit, bool)
	Done(now sim.Time, p Permit, o patterns.Outcome)
	Counts(now sim.Time) (calls, good int64)
}

// A refusal is what becomes of a call that is not made.
type refusal struct {
	kind *sim.Kind
	err  error
}

// A limiter is the thin shell around the machine of one edge.
type limiter struct {
	judge
	site     patterns.Site
	world    *sim.World
	outcomes patterns.Judge
	refusal  refusal
	passing  nodes.Passages[Permit]
	peer     *sim.Owner
	luck     sim.Key // purpose of its draws
}

func newLimiter(s patterns.Site, j judge, outcomes patterns.Judge, r refusal, next nodes.Caller) *limiter {
	v := &limiter{
		judge: j, site: s, world: s.World(), outcomes: outcomes, refusal: r,
		peer: s.World().Owner(s.Peer), luck: s.Key(),
	}
	v.passing = nodes.Passages[Permit]{Next: next, Over: v.over}
	return v
}

// Begin passes the call on, or turns it away.
func (v *limiter) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	now := v.world.Now()
	permit, ok := v.Allow(now, v.world.Draw(v.luck, req.Key))
	if !ok {
		calls, good := v.Counts(now)
		v.site.Owner.Emit(sim.Fact{Kind: v.refusal.kind, Peer: v.peer, Load: req.Load, Key: req.Key, Value: good, Extra: calls})
		done.Ended(nil, v.refusal.err)
		return nil
	}
	return v.passing.Begin(to, req, permit, done)
}

// over tells the machine how a call ended that was let through.
func (v *limiter) over(p Permit, err error) { v.Done(v.world.Now(), p, v.outcomes.Of(err)) }
