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
	peer := s.World().Owner(s.Peer)
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		return nodes.Blocking(s.Owner, func(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
			began := p.Now()
			bounded := c.Bound(began, req)
			if c.Hopeless(began, bounded) {
				refuse(s, peer, began, bounded)
				return nil, ErrNoTime
			}
			resp, err := nodes.Call(p, next, to, bounded)
			if nodes.OutcomeOf(err) == nodes.TimedOut {
				s.Owner.Emit(sim.Fact{Kind: Cut, Peer: peer, Load: req.Load, Key: req.Key, Value: int64(p.Now().Sub(began))})
			}
			return resp, err
		})
	}}
}

// before returns the part that refuses the requests of a node that it could not
// answer in time, and lets them leave its queue when it comes to that.
func before(s patterns.Site, c Config) patterns.Part {
	return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
		return nodes.Blocking(s.Owner, func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
			if c.Hopeless(p.Now(), req) {
				refuse(s, s.Net.Owner(from), p.Now(), req)
				return nil, nodes.ErrExpired
			}
			if req.Deadline != 0 {
				req = req.Until(req.Deadline.Add(-c.Least))
			}
			return nodes.Call(p, next, from, req)
		})
	}}
}

func refuse(s patterns.Site, peer *sim.Owner, now sim.Time, req *nodes.Request) {
	left, _ := req.Left(now)
	s.Owner.Emit(sim.Fact{Kind: Refused, Peer: peer, Load: req.Load, Key: req.Key, Value: int64(left)})
}
