package paxos

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What members do. Owner is the member.
var (
	Proposed  = sim.NewKind("paxos.proposed", "a proposer began a ballot", "the round")
	Preempted = sim.NewKind("paxos.preempted", "a ballot lost against a higher one", "the round")
	Chosen    = sim.NewKind("paxos.chosen", "a decree was chosen", "the slot", "how many commands it holds")
	Led       = sim.NewKind("paxos.led", "a member became the leader, or ceased to be", "1 from now on, 0 no longer")
	Changed   = sim.NewKind("paxos.changed", "a member learnt of a slot that another value was chosen than before, which cannot be while disks keep what was synced", "the slot")
	Followed  = sim.NewKind("paxos.followed", "a client tried another member")
)

// ErrUndecided is how a request ends whose command was not chosen in time: it may
// be yet.
var ErrUndecided = fmt.Errorf("paxos: not decided in time: %w", nodes.ErrElsewhere)

// Pattern is the door of Paxos.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "paxos",
	Idea:     "has a majority of acceptors choose what happens next, whoever proposes it, so that what was chosen never changes",
	Flagship: "duelling-proposers",
	Hurts:    "paxos-far",
	Is:       "the Paxos of Lamport's papers, single-decree or with a leader, as in Chubby; not a group whose members come and go, nor one with leader leases",
	State:    "each member has its promises and votes on its disk; the instances of all nodes that the pattern lies on are the members of one group",
	Group:    true,
	Copies:   true,
	Facts: []patterns.Fact{
		{Kind: Proposed, Acts: true}, {Kind: Preempted}, {Kind: Chosen, Acts: true},
		{Kind: Led, Shows: patterns.Span, Leads: true}, {Kind: Changed}, {Kind: Followed},
	},
})

// Build returns the part of a member on its node, and of a client, which goes from
// member to member, on an edge.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Peer != "" {
		return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
			return &patterns.Follower{Site: s, Next: next, Try: c.Try, Pause: c.Pause, Moved: Followed}
		}}
	}
	m := newMember(s, &c)
	return patterns.Part{Run: m.run, Inbound: func(next nodes.Handler) nodes.Handler {
		return patterns.OnceAfterService(next, nodes.Blocking(m.site.Owner, m.serve))
	}}
}

// serve has the group choose what a client asks its member for.
func (m *member) serve(p *sim.Proc, _ net.ID, req *nodes.Request) (*nodes.Response, error) {
	c := Command{ID: req.Key, Item: req.Item}
	if req.Op == nodes.Write {
		c.Token = req.Token()
	}
	found, err := m.decide(p, c)
	req.Forget()
	if err != nil {
		return nil, err
	}
	return &nodes.Response{Value: found}, nil
}
