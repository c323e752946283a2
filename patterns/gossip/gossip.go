package gossip

import (
	"errors"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// ErrUnknown is how a read of an item ends at a member that never heard of it, if
// the configuration says so.
var ErrUnknown = errors.New("gossip: the member has not heard of the item")

// What members do. Owner is the member, Peer the other one, Key the message or,
// of updates, the request that wrote.
var (
	Sent      = sim.NewKind("gossip.sent", "a member sent a message of the pattern", "how many updates it carried", "bytes")
	Learned   = sim.NewKind("gossip.learned", "a member learned an update from another", "the age of the update")
	Redundant = sim.NewKind("gossip.redundant", "a member was told an update that it knew")
	Unheard   = sim.NewKind("gossip.unheard", "a read was about an item of which the member had never heard")
	Covered   = sim.NewKind("gossip.covered", "an update had reached every member", "its age")
	Coverage  = sim.NewKind("gossip.coverage", "percent of the members that know the latest update", "percent")
	Spread    = sim.NewKind("gossip.spread", "an update had reached every member", "how long that took")
)

// Pattern is gossip's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "gossip",
	Idea:     "spreads what one member learned to all, by each telling a few others, so that no member carries the load of all and none is needed",
	Flagship: "news-around-a-cut",
	Hurts:    "gossip-small-cluster",
	Is:       "the rumours of Serf or the gossip of Cassandra, for data; it does not find out who is there",
	State:    "each member has what it has heard in memory; the instances of all nodes that the pattern lies on are the members of one group",
	Group:    true,
	Copies:   true,
	Facts: []patterns.Fact{
		{Kind: Sent, Shows: patterns.Amount}, {Kind: Learned, Acts: true, Shows: patterns.Delay},
		{Kind: Redundant}, {Kind: Unheard}, {Kind: Covered, Shows: patterns.Delay},
		{Kind: Coverage, Shows: patterns.Level}, {Kind: Spread, Shows: patterns.Delay},
	},
})

// Build returns the part of one member. Members answer reads from what they know,
// and take writes in as updates. On an edge there is nothing to add.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Node == nil || s.Peer != "" {
		return patterns.Part{}
	}
	m := newMember(s, &c)
	return patterns.Part{Run: m.run, Inbound: func(next nodes.Handler) nodes.Handler {
		return patterns.AfterService(next, m)
	}}
}

// A member is the thin shell around a machine, from one boot to the next crash.
type member struct {
	*Machine
	site   patterns.Site
	topic  string
	audit  *audit
	life   sim.Key // identity of this life, for messages
	sent   uint64
	rounds *sim.Proc // nil before it runs
}

func newMember(s patterns.Site, c *Config) *member {
	m := &member{site: s, topic: s.Name, audit: auditOf(s)}
	self := m.audit.numbers[s.Node.ID()]
	m.life = s.Key().Mix(uint64(s.World().Now()))
	luck := s.World().Stream(s.Owner.Name() + " " + s.Name + " partner")
	m.Machine = New(*c, self, len(s.Peers), luck.Fork())
	m.audit.forget(self)
	s.Node.Listen(m.topic, m.hear)
	return m
}

// run lets rounds and comparisons come about, as long as the node lives. While it
// has nothing to tell and need not ask, it waits to be woken; rounds keep to their
// beat all the same.
func (m *member) run(p *sim.Proc, _ *nodes.Node) {
	m.rounds = p
	luck := m.site.World().Draw(drawPhase, m.life)
	round := p.Now().Add(luck.Between(0, m.config.Interval))
	reconcile := sim.Forever
	if m.config.AntiEntropy > 0 && m.members > 1 {
		reconcile = p.Now().Add(luck.Between(0, m.config.AntiEntropy))
	}
	for {
		next := reconcile
		if m.Rounds() {
			round = round.Beat(m.config.Interval, p.Now())
			next = min(next, round)
		}
		if p.Now() < next {
			p.ParkUntil(next)
			continue
		}
		if p.Now() >= reconcile {
			m.Reconcile()
			reconcile = p.Now().Add(m.config.AntiEntropy)
		}
		if m.Rounds() && p.Now() == round {
			m.Round()
			round = round.Add(m.config.Interval)
		}
		m.flush()
	}
}

var drawPhase = sim.KeyOf("gossip phase")

func (m *member) hear(p nodes.Message) {
	from, known := m.audit.numbers[p.From]
	if !known {
		return
	}
	m.Hear(from, p.Body.(*Message), func(u Update, news bool) {
		if !news {
			m.site.Owner.Emit(sim.Fact{Kind: Redundant, Peer: m.site.Net.Owner(p.From), Key: sim.Key(u.Token)})
			return
		}
		age := m.audit.learned(m.self, u)
		m.site.Owner.Emit(sim.Fact{Kind: Learned, Peer: m.site.Net.Owner(p.From), Key: sim.Key(u.Token), Value: int64(age)})
	})
	m.flush()
}

// flush sends what the machine wants to say, and wakes the rounds if there is
// something to tell.
func (m *member) flush() {
	for _, l := range m.Out() {
		m.sent++
		key := m.life.Mix(m.sent)
		to := m.site.Peers[l.To]
		size := l.size(&m.config)
		m.site.Owner.Emit(sim.Fact{Kind: Sent, Peer: m.site.Net.Owner(to), Key: key, Value: int64(len(l.Updates)), Extra: size})
		m.site.Node.Send(to, m.topic, key, size, &l)
	}
	if m.rounds != nil && m.Rounds() {
		m.rounds.Wake()
	}
}

// Begin answers a request at once.
func (m *member) Begin(_ net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	resp, err := m.serve(req)
	req.Forget()
	done.Ended(resp, err)
	return nil
}

// serve answers from the member's own copy.
func (m *member) serve(req *nodes.Request) (*nodes.Response, error) {
	if req.Op == nodes.Write {
		m.audit.wrote(m.self, m.Write(req.Item, req.Token()))
		m.flush()
		return &nodes.Response{}, nil
	}
	u, known := m.Get(req.Item)
	if !known {
		m.site.Owner.Emit(sim.Fact{Kind: Unheard, Load: req.Load, Key: req.Root, Value: req.Item})
		if m.config.Unknown == "error" {
			return nil, ErrUnknown
		}
	}
	return &nodes.Response{Value: u.Token}, nil
}
