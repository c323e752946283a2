package timeout

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// ErrNoTime is how a call ends that was not made because there was too little
// time left. It wraps nodes.ErrNotSent: it says nothing about the callee.
var ErrNoTime = fmt.Errorf("timeout: no time left: %w", nodes.ErrNotSent)

// What a timeout does. Peer is the callee, or who called.
var (
	Cut     = sim.NewKind("timeout.cut", "a call was waited for no longer", "how long it was")
	Refused = sim.NewKind("timeout.refused", "a call was not made, or a request not taken in, for want of time", "nanoseconds that were left")
)

// Pattern is the timeout's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "timeout",
	Idea:     "bounds how long calls are waited for, and passes on what is left of that time, so that nobody works for those who have gone",
	Flagship: "deadline-propagation",
	Hurts:    "timeout-too-short",
	Facts: []patterns.Fact{
		{Kind: Cut, Acts: true, Shows: patterns.Delay}, {Kind: Refused, Acts: true},
	},
})

// Build returns the part for one place: it bounds the calls of an edge, and has a
// node refuse what it could not answer in time.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Peer == "" {
		return before(s, c)
	}
	return around(s, c)
}

// around returns the part that bounds the calls of one edge.
func around(s patterns.Site, c Config) patterns.Part {
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		return &caller{site: s, world: s.World(), config: c, next: next, peer: s.World().Owner(s.Peer)}
	}}
}

// A caller bounds the calls of one edge.
type caller struct {
	site   patterns.Site
	world  *sim.World
	config Config
	next   nodes.Caller
	peer   *sim.Owner
	idle   sim.Spare[call]
}

// Begin passes the call on with its bounds, or refuses it with ErrNoTime.
func (b *caller) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	now := b.world.Now()
	c := b.idle.Take()
	c.caller, c.done, c.began, c.load, c.key = b, done, now, req.Load, req.Key
	bounded := b.config.bound(now, req, &c.room)
	if b.config.Hopeless(now, bounded) {
		refuse(b.site, b.peer, now, bounded)
		b.idle.Put(c)
		done.Ended(nil, ErrNoTime)
		return nil
	}
	return b.next.Begin(to, bounded, c)
}

// A call is a bounded one: it hears how that ends.
type call struct {
	*caller
	done  nodes.Done
	began sim.Time
	load  *sim.Owner
	key   sim.Key
	room  nodes.Request // for the request as it is bounded
}

// Ended tells of a call that was cut.
func (c *call) Ended(resp *nodes.Response, err error) {
	if err != nil && nodes.OutcomeOf(err) == nodes.TimedOut {
		c.site.Owner.Emit(sim.Fact{Kind: Cut, Peer: c.peer, Load: c.load, Key: c.key, Value: int64(c.world.Now().Sub(c.began))})
	}
	done := c.done
	c.idle.Put(c)
	done.Ended(resp, err)
}

// before returns the part that refuses the requests of a node that it could not
// answer in time, and lets them leave its queue when it comes to that.
func before(s patterns.Site, c Config) patterns.Part {
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler { return &handler{s, c, next} }}
}

// A handler refuses requests of one node.
type handler struct {
	site   patterns.Site
	config Config
	next   nodes.Handler
}

// Begin passes the request on, or refuses it with nodes.ErrExpired.
func (h *handler) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	now := h.site.World().Now()
	if h.config.Hopeless(now, req) {
		refuse(h.site, h.site.Net.Owner(from), now, req)
		done.Ended(nil, nodes.ErrExpired)
		return nil
	}
	if req.Deadline != 0 {
		req = req.Until(req.Deadline.Add(-h.config.Least))
	}
	return h.next.Begin(from, req, done)
}

func refuse(s patterns.Site, peer *sim.Owner, now sim.Time, req *nodes.Request) {
	left, _ := req.Left(now)
	s.Owner.Emit(sim.Fact{Kind: Refused, Peer: peer, Load: req.Load, Key: req.Key, Value: int64(left)})
}
