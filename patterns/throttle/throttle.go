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
	next     nodes.Caller
	peer     *sim.Owner
	luck     sim.Key // purpose of its draws
	idle     sim.Spare[call]
}

func newLimiter(s patterns.Site, j judge, outcomes patterns.Judge, r refusal, next nodes.Caller) *limiter {
	return &limiter{
		judge: j, site: s, world: s.World(), outcomes: outcomes, refusal: r, next: next,
		peer: s.World().Owner(s.Peer), luck: s.Key(),
	}
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
	c := v.idle.Take()
	*c = call{limiter: v, permit: permit, done: done}
	inner := v.next.Begin(to, req, c)
	if inner == nil {
		return nil
	}
	c.inner = inner
	return c
}

// A call is one that was let through: it hears how that ends.
type call struct {
	*limiter
	permit Permit
	done   nodes.Done
	inner  nodes.Pending
}

// Ended tells the machine how the call ended.
func (c *call) Ended(resp *nodes.Response, err error) {
	done := c.done
	c.end(err)
	done.Ended(resp, err)
}

// Cancel ends a call that is given up.
func (c *call) Cancel() {
	c.inner.Cancel()
	c.end(net.ErrCancelled)
}

func (c *call) end(err error) {
	v := c.limiter
	v.Done(v.world.Now(), c.permit, v.outcomes.Of(err))
	v.idle.Put(c)
}
