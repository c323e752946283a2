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
	Campaigned = sim.NewKind("election.campaigned") // a member began term Value, to lead in it
	Won        = sim.NewKind("election.won")        // it leads in term Value, which nobody else does
	Led        = sim.NewKind("election.led")        // Value 1: it leads from now on, in term Extra; 0: no longer
	Served     = sim.NewKind("election.served")     // a request was answered from the group's store, after Value nanoseconds with the group
	Deposed    = sim.NewKind("election.deposed")    // a write was under way when its leader's time ended: nobody knows what becomes of it
	Installed  = sim.NewKind("election.installed")  // a member took the leader's store in place of its own
	Followed   = sim.NewKind("election.followed")   // a client was told who leads, or tried another member
	Fenced     = sim.NewKind("election.fenced")     // the resource refused a leader of term Value: it had seen term Extra
	Overrun    = sim.NewKind("election.overrun")    // the resource took a write of term Value after one of term Extra
)

// Pattern is the door of leader election.
var Pattern = patterns.Pattern{
	Kind:     "election",
	Idea:     "has a group of replicas choose a leader, and another when that one fails, through which all reads and writes go",
	Flagship: "leader-crash",
	Hurts:    "election-storm",
	Config: func() any {
		c := Default()
		return &c
	},
	Build: func(s patterns.Site, config any) patterns.Part { return Build(s, *config.(*Config)) },
	Facts: []patterns.Fact{
		{Kind: Campaigned, Words: "a member began a term to lead in it", Acts: true},
		{Kind: Won, Words: "a member became the leader of a term", Acts: true},
		{Kind: Led, Words: "a member became leader, or ceased to be", Acts: true, Shows: patterns.Span, Leads: true},
		{Kind: Served, Words: "a read or a write was answered from the group's store; the value is the time that it spent with the group", Acts: true, Shows: patterns.Delay},
		{Kind: Deposed, Words: "a leader's time ended with a write under way, which may happen yet or not"},
		{Kind: Installed, Words: "a member took over the leader's store in place of its own"},
		{Kind: Followed, Words: "a client was sent to the leader, or tried another member"},
		{Kind: Fenced, Words: "the resource refused a leader whose time was over"},
		{Kind: Overrun, Words: "the resource took a write of a leader whose time was over"},
	},
}

// ErrDeposed is a write whose leader's time ended: it may happen yet or not.
var ErrDeposed = fmt.Errorf("election: the leader was deposed: %w", patterns.ErrElsewhere)

// ErrFenced is a resource that has heard a later leader.
var ErrFenced = errors.New("election: another leads by now")

// errNobody is a member that knows no leader.
var errNobody = &nodes.Pushback{Err: fmt.Errorf("election: nobody leads: %w: %w", patterns.ErrElsewhere, nodes.ErrRejected)}

// Build returns the part for one place: a member of the group on its node, a
// client on an edge to it, and the resource on the node of that.
func Build(s patterns.Site, c Config) patterns.Part {
	switch {
	case s.Peer != "" && s.Peer == group(c.Resource):
		return patterns.Part{}
	case s.Peer != "":
		return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller { return client(s, c, next) }}
	case s.Group == group(c.Resource):
		return patterns.Part{Inbound: func(next nodes.Handler) nodes.Handler {
			return &resource{site: s, config: c, next: next}
		}}
	}
	m := newMember(s, c)
	return patterns.Part{Inbound: m.inbound, Run: m.run}
}

// group returns the node of a route.
func group(route string) string {
	for i := range len(route) {
		if route[i] == '.' {
			return route[:i]
		}
	}
	return ""
}
