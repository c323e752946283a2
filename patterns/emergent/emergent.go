package emergent

import (
	"fmt"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What members of a group do. Owner is the member.
var (
	Led       = sim.NewKind("emergent.led", "a member became the leader, or ceased to be", "1 from now on, 0 no longer")
	Joined    = sim.NewKind("emergent.joined", "an instance became a member", "the number that it was given")
	Removed   = sim.NewKind("emergent.removed", "the leader removed members that were gone", "how many")
	Downed    = sim.NewKind("emergent.downed", "a member left, as it was on the wrong side of a split")
	Merged    = sim.NewKind("emergent.merged", "a member left its group for a larger or older one, or as it had been removed")
	Split     = sim.NewKind("emergent.split", "a leader acknowledged a write while another led as well", "the item", "the write")
	Discarded = sim.NewKind("emergent.discarded", "an acknowledged write went with the last member that knew of it", "the item", "the write")
	Served    = sim.NewKind("emergent.served", "the leader answered a request")
	Followed  = sim.NewKind("emergent.followed", "a client tried another member")
)

// ErrNoLeader is how a request ends at a member that knows of no leader, or whose
// leader does not answer.
var ErrNoLeader = fmt.Errorf("emergent: nobody leads: %w", nodes.ErrElsewhere)

// Pattern is the door of the emergent leader.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "emergent-leader",
	Idea:     "has the oldest member lead, so that a group whose members agree on who they are needs no election",
	Flagship: "oldest-leads",
	Hurts:    "oldest-split",
	Is:       "a singleton of an Akka cluster, or the oldest member of Hazelcast; not a consensus, which goes on with the same members",
	State:    "each member has a copy in memory; the instances of all nodes that the pattern lies on are the members of one group",
	Group:    true,
	Copies:   true,
	Facts: []patterns.Fact{
		{Kind: Led, Acts: true, Shows: patterns.Span, Leads: true}, {Kind: Joined},
		{Kind: Removed, Shows: patterns.Amount}, {Kind: Downed}, {Kind: Merged}, {Kind: Split}, {Kind: Discarded},
		{Kind: Served, Acts: true}, {Kind: Followed},
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

// truth is what no member knows: who leads, and what was acknowledged. It is for
// accounts.
type truth struct {
	members      []*member // of every life
	acknowledged map[int64]bool
}

func newTruth() any { return &truth{acknowledged: make(map[int64]bool)} }

// acknowledge notes that a leader vouches for a write.
func (t *truth) acknowledge(m *member, item, token int64) {
	t.acknowledged[token] = true
	for _, other := range t.living() {
		if other != m && other.machine.Leads() {
			m.emit(Split, item, token)
			return
		}
	}
}

// leave notes what goes for good with a member that leaves.
func (t *truth) leave(m *member) {
	for _, item := range m.store.Items() {
		token := m.store.Read(item)
		known := !t.acknowledged[token]
		for _, other := range t.living() {
			known = known || other != m && other.store.Has(item, token)
		}
		if !known {
			m.emit(Discarded, item, token)
		}
	}
}

// living returns the members in their present life.
func (t *truth) living() []*member {
	alive := t.members[:0:0]
	for _, m := range t.members {
		if m.site.Node.Up() && m.latest() {
			alive = append(alive, m)
		}
	}
	t.members = alive
	return alive
}

// latest reports whether m is the present life of its node.
func (m *member) latest() bool {
	for _, other := range m.truth.members {
		if other.site.Node == m.site.Node && other.born > m.born {
			return false
		}
	}
	return true
}
