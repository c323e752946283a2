package membership

import (
	"errors"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// An engine is what a member knows: a Machine or a HeartbeatMember.
type engine interface {
	Hear(now sim.Time, l *Message)
	Tick(now sim.Time)
	Next() sim.Time
	Leave(now sim.Time)
	Out() []Message
	Changes() []Change
	Of(member int) Update
	Len() int
	Here() int
	Ready(now sim.Time) bool
}

// News is what an engine has to tell.
type news struct {
	out     []Message
	changes []Change
}

// Out returns what is to be sent, and forgets it. The slice is used again.
func (n *news) Out() []Message {
	out := n.out
	n.out = n.out[:0]
	return out
}

// Changes returns what it came to believe since the last call. The slice is used
// again.
func (n *news) Changes() []Change {
	changes := n.changes
	n.changes = n.changes[:0]
	return changes
}

// A member is the thin shell around an engine, from one boot to the next crash.
type member struct {
	engine
	site     patterns.Site
	config   *Config
	number   int      // of the instance; apart is a registry that is no member
	watches  bool     // others
	registry net.ID   // where heartbeats to apart go
	peers    []net.ID // the members
	audit    *audit
	life     sim.Key // identity of this life, for messages
	sent     uint64
	buried   map[int32]int64 // the incarnations of others that it has taken for over, forgotten or not
	here     int64           // as was told last
	missed   int64           // probes, as were told
	proc     *sim.Proc       // nil before it runs
	wakeAt   sim.Time
	away     bool // it has left, and serves nobody
}

func newMember(s patterns.Site, c *Config) *member {
	m := &member{site: s, config: c, number: apart, audit: auditOf(s, s.Group == c.registryNode())}
	if s.Group != c.registryNode() {
		m.peers = s.Peers
		m.number = slices.Index(s.Peers, s.Node.ID())
	}
	s.Node.Listen(s.Name, m.hear)
	s.Node.HandleQuery(s.Name, m.answer)
	m.begin()
	return m
}

// begin begins a life, in which nothing is known of earlier ones.
func (m *member) begin() {
	m.life = m.site.Key().Mix(uint64(m.site.World().Now()))
	m.sent, m.missed, m.here = 0, 0, 0
	m.buried = make(map[int32]int64)
	m.engine = m.newEngine()
	m.audit.rise(m)
	m.report()
}

func (m *member) newEngine() engine {
	s, c, now := m.site, m.config, m.site.World().Now()
	luck := s.World().Draw(drawLuck, m.life)
	incarnation := int64(0)
	if c.Incarnation == "clock" {
		incarnation = int64(s.Node.Clock.Wall())
	}
	if c.Style == "swim" {
		m.watches = true
		return New(*c, m.number, len(m.peers), incarnation, now, luck)
	}
	phase := luck.Between(0, c.Heartbeat)
	var to []int32
	switch {
	case c.Style == "heartbeat":
		m.watches = true
		to = others(len(m.peers), m.number)
	case c.Style == "static":
	case m.number == apart || c.Registry == "" && m.number == 0:
		m.watches = true
	case c.Registry != "":
		m.registry = registryAt(s, c)
		to = []int32{apart}
	default:
		to = []int32{0}
	}
	return NewHeartbeatMember(*c, m.number, len(m.peers), incarnation, now, phase, to)
}

var drawLuck = sim.KeyOf("membership luck")

// run lets happen what is due, as long as the node lives.
func (m *member) run(p *sim.Proc, _ *nodes.Node) {
	m.proc = p
	defer m.audit.fall(m)
	if m.config.Stay > 0 && m.number != apart {
		m.site.Go(m.comeAndGo)
	}
	for {
		m.wakeAt = m.Next()
		if m.away {
			m.wakeAt = sim.Forever
		}
		if p.Now() < m.wakeAt {
			p.ParkUntil(m.wakeAt)
			continue
		}
		m.Tick(p.Now())
		m.flush()
	}
}

// wake lets run see what has become due.
func (m *member) wake() {
	if m.proc != nil && (m.away || m.Next() < m.wakeAt) {
		m.proc.Wake()
	}
}

// hear takes a message in, which is work.
func (m *member) hear(p nodes.Message) {
	m.site.Node.Do(m.config.Work, func() {
		if !m.away {
			m.Hear(m.site.World().Now(), p.Body.(*Message))
			m.flush()
			m.wake()
		}
	})
}

// flush tells what has changed, and sends what is to be said.
func (m *member) flush() {
	m.report()
	for _, l := range m.Out() {
		to := m.registry
		if l.To != apart {
			to = m.peers[l.To]
		}
		m.sent++
		key := m.life.Mix(m.sent)
		size := header + m.config.ClaimSize*int64(len(l.Updates))
		m.site.Owner.Emit(sim.Fact{Kind: Sent, Peer: m.site.Net.Owner(to), Key: key, Value: int64(len(l.Updates)), Extra: size})
		m.site.Node.Send(to, m.site.Name, key, size, &l)
	}
}

// header is what a message weighs in which there are no updates.
const header = 32

func (m *member) report() {
	changes := m.Changes()
	for _, c := range changes {
		m.audit.judge(m, c)
	}
	if x, ok := m.engine.(*Machine); ok && x.Tally().Missed > m.missed {
		m.missed = x.Tally().Missed
		m.site.Owner.Emit(sim.Fact{Kind: Missed})
	}
	if here := int64(m.Here()); m.watches && here != m.here {
		m.here = here
		m.site.Owner.Emit(sim.Fact{Kind: Members, Value: here})
	}
}

// list returns the instances that take part, as far as the member knows.
func (m *member) list(suspects bool) []int32 {
	var list []int32
	for i := range m.Len() {
		if s := m.Of(i).Status; s == Alive || s == Suspect && suspects {
			list = append(list, int32(i))
		}
	}
	return list
}

// errUnready is a member that does not know yet who is there.
var errUnready = errors.New("membership: it has just begun")

// answer tells a client who is there.
func (m *member) answer(q *nodes.Query) {
	m.site.Node.Do(m.config.Work, func() {
		if m.away || !m.Ready(m.site.World().Now()) {
			q.Reply(nil, header, errUnready)
			return
		}
		list := m.list(m.config.Suspects)
		q.Reply(list, header+m.config.ClaimSize*int64(len(list)), nil)
	})
}
