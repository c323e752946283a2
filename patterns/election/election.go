package election

import (
	"errors"
	"fmt"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What the members of a group, their clients and their resource do. Owner is who
// does it.
var (
	Campaigned = sim.NewKind("election.campaigned", "a member began a term to lead in it", "the term")
	Won        = sim.NewKind("election.won", "a member became the leader of a term", "the term")
	Led        = sim.NewKind("election.led", "a member became leader, or ceased to be", "1 from now on, 0 no longer", "the term")
	Served     = sim.NewKind("election.served", "a read or a write was answered from the group's store", "the time that it spent with the group")
	HandedOver = sim.NewKind("election.handed_over", "a leader told the preferred member, the peer, to take over", "its term")
	Deposed    = sim.NewKind("election.deposed", "a leader's time ended with a write under way, which may happen yet or not")
	Installed  = sim.NewKind("election.installed", "a member took over the leader's store in place of its own")
	Followed   = sim.NewKind("election.followed", "a client was sent to the leader, or tried another member")
	Fenced     = sim.NewKind("election.fenced", "the resource refused a leader whose time was over", "its term", "the term that the resource had seen")
	Overrun    = sim.NewKind("election.overrun", "the resource took a write of a leader whose time was over", "its term", "the term that the resource had seen")
)

// Pattern is the door of leader election.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "election",
	Idea:     "has a group of replicas choose a leader, and another when that one fails, through which all reads and writes go",
	Flagship: "leader-crash",
	Hurts:    "election-storm",
	Is:       "a Raft group such as etcd or the servers of Consul; not one whose members come and go, that has witnesses or learners, whose writes the leader alone acknowledges, or whose leader has a lease apart from elections",
	State:    "each member has a copy on its disk; the instances of all nodes that the pattern lies on are the members of one group",
	Group:    true,
	Copies:   true,
	One: func(config any, of string) (why, instead string) {
		if of != patterns.NodeOf(config.(*Config).Resource) {
			return "", ""
		}
		return "the resource remembers on one machine which term it has seen: instances that share that are not built", "instances = 1"
	},
	Facts: []patterns.Fact{
		{Kind: Campaigned, Acts: true}, {Kind: Won, Acts: true},
		{Kind: Led, Acts: true, Shows: patterns.Span, Leads: true},
		{Kind: Served, Acts: true, Shows: patterns.Delay}, {Kind: HandedOver}, {Kind: Deposed}, {Kind: Installed}, {Kind: Followed},
		{Kind: Fenced, Never: asksNobody}, {Kind: Overrun, Never: asksNobody},
	},
})

// asksNobody says that there is no resource which could tell leaders apart.
func asksNobody(config any) string {
	if config.(*Config).Resource != "" {
		return ""
	}
	return "it has no resource, which alone could tell"
}

// ErrDeposed is a write whose leader's time ended: it may happen yet or not.
var ErrDeposed = fmt.Errorf("election: the leader was deposed: %w", nodes.ErrElsewhere)

// ErrFenced is a resource that has heard a later leader.
var ErrFenced = errors.New("election: another leads by now")

// errNobody is a member that knows no leader.
var errNobody = &patterns.LeaderError{Leader: patterns.Nobody}

// Build returns the part for one place: a member of the group on its node, a
// client on an edge to it, and the resource on the node of that.
func Build(s patterns.Site, c Config) patterns.Part {
	switch {
	case s.Peer != "" && s.Peer == patterns.NodeOf(c.Resource):
		return patterns.Part{}
	case s.Peer != "":
		return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller { return client(s, c, next) }}
	case s.Group == patterns.NodeOf(c.Resource):
		fence := &patterns.Fence{Site: s, Late: Overrun}
		if c.Fencing {
			fence.Late, fence.Refuse = Fenced, ErrFenced
		}
		return patterns.Part{Inbound: fence.Inbound}
	}
	m := newMember(s, c)
	return patterns.Part{Inbound: m.inbound, Run: m.run}
}
