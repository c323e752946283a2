package bulkhead

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// How a call ends that got no permit. ErrFull and ErrNoPermit say nothing about
// the callee; on an edge they wrap nodes.ErrNotSent.
var (
	// ErrFull is a bulkhead without a permit and without a place to wait for one.
	ErrFull = fmt.Errorf("bulkhead: full: %w", nodes.ErrNotSent)
	// ErrNoPermit is a bulkhead in which the call waited for max_wait.
	ErrNoPermit = fmt.Errorf("bulkhead: no permit within max_wait: %w", nodes.ErrNotSent)
	// ErrTimeout is a caller who gave up before there was a permit.
	ErrTimeout = fmt.Errorf("bulkhead: no permit in time: %w, %w", net.ErrTimeout, nodes.ErrNotSent)

	errFullHere     = fmt.Errorf("bulkhead: full: %w", nodes.ErrRejected)
	errNoPermitHere = fmt.Errorf("bulkhead: no permit within max_wait: %w", nodes.ErrRejected)
)

// What a bulkhead does. Owner is where it lies.
var (
	Rejected = sim.NewKind("bulkhead.rejected", "a call found neither a permit nor a place to wait for one")
	Expired  = sim.NewKind("bulkhead.expired", "a call waited for a permit and got none in time", "how long it waited")
	Waited   = sim.NewKind("bulkhead.waited", "a call got its permit after a wait", "how long that was")
	Lingered = sim.NewKind("bulkhead.lingered", "work ended, and gave its permit back, after its caller had given up", "how long after")
	Lied     = sim.NewKind("bulkhead.lied", "a permit was given back because the caller gave up, while its work went on")
)

// Pattern is the bulkhead's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "bulkhead",
	Idea:     "lets only so many calls of a kind be under way at once, so that one that hangs does not take the capacity of all",
	Flagship: "shared-pool",
	Hurts:    "bulkhead-idle-half",
	Facts: []patterns.Fact{
		{Kind: Rejected, Acts: true}, {Kind: Expired, Acts: true, Shows: patterns.Delay},
		{Kind: Waited, Acts: true, Shows: patterns.Delay}, {Kind: Lingered, Shows: patterns.Delay}, {Kind: Lied},
	},
})

// Build returns the part that guards the calls of an edge, or the requests that
// arrive at a node.
func Build(s patterns.Site, c Config) patterns.Part {
	g := newGuard(s, c)
	if s.Peer != "" {
		return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller { return &gate{guard: g, next: next} }}
	}
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler { return &gate{guard: g, next: next, arrives: true} }}
}

func newGuard(s patterns.Site, c Config) *guard {
	return &guard{site: s, config: c, pools: patterns.NewScoped(c.Scope, c.pool)}
}

// A guard is the thin shell around the pools of one place.
type guard struct {
	site   patterns.Site
	config Config
	pools  *patterns.Scoped[*Pool]
}
