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
var Rejected = sim.NewKind("throttle.rejected", "a call was turned away without being sent")

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
		return nodes.Blocking(s.Owner, newLimiter(s, c, next).Call)
	}}
}

func newLimiter(s patterns.Site, c Config, next nodes.Caller) *limiter {
	return &limiter{Throttle: New(c), site: s, judge: c.Judge(), next: next, peer: s.World().Owner(s.Peer), luck: s.Key()}
}

// A limiter is the thin shell around the machine of one edge.
type limiter struct {
	*Throttle
	site  patterns.Site
	judge patterns.Judge
	next  nodes.Caller
	peer  *sim.Owner
	luck  sim.Key // purpose of its draws
}

// Call passes the call on, or turns it away with ErrThrottled.
func (v *limiter) Call(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
	w := v.site.World()
	permit, ok := v.Allow(p.Now(), w.Draw(v.luck, req.Key))
	if !ok {
		requests, accepts := v.Counts(p.Now())
		v.site.Owner.Emit(sim.Fact{Kind: Rejected, Peer: v.peer, Load: req.Load, Key: req.Key, Value: accepts, Extra: requests})
		return nil, ErrThrottled
	}
	ended := net.ErrCancelled // if the process is killed while it waits
	defer func() { v.Done(p.Now(), permit, v.judge.Of(ended)) }()
	resp, err := nodes.Call(p, v.next, to, req)
	ended = err
	return resp, err
}
