package membership

import (
	"errors"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What members and clients do. Owner is who does it, Peer whom it is about.
// Whether somebody is up is judged in true time, which no member knows.
var (
	Sent        = sim.NewKind("membership.sent")        // a message; Value of claims in it, Extra of bytes
	Missed      = sim.NewKind("membership.missed")      // a probe that nobody answered
	Joined      = sim.NewKind("membership.joined")      // Peer was unknown or gone, and takes part
	Suspected   = sim.NewKind("membership.suspected")   // Peer is suspected
	Refuted     = sim.NewKind("membership.refuted")     // Owner has objected, in incarnation Value
	Died        = sim.NewKind("membership.died")        // Peer, which is down for Value, is taken for dead
	Wronged     = sim.NewKind("membership.wronged")     // Peer, which is up, is taken for dead
	Departed    = sim.NewKind("membership.departed")    // Peer has left
	Resurrected = sim.NewKind("membership.resurrected") // Peer, which is down, is taken up again in incarnation Value, which Owner knew to be over
	Detected    = sim.NewKind("membership.detected")    // somebody was the first to take Peer for dead, which is down for Value
	Agreed      = sim.NewKind("membership.agreed")      // and the last of those that are up
	Detection   = sim.NewKind("membership.detection")   // the latest crash to be noticed by one was so after Value milliseconds
	Agreement   = sim.NewKind("membership.agreement")   // the latest crash to be noticed by all was so after Value milliseconds
	Members     = sim.NewKind("membership.members")     // Value members take part, as Owner sees it
	Looked      = sim.NewKind("membership.looked")      // a client was told by Peer of Value instances
	Unheard     = sim.NewKind("membership.unheard")     // Peer did not tell a client in time
	Picked      = sim.NewKind("membership.picked")      // a call goes to Peer, one of Value
	Stale       = sim.NewKind("membership.stale")       // a call goes to Peer, which is down
)

// Pattern is the door of membership.
var Pattern = patterns.Pattern{
	Kind:     "membership",
	Idea:     "lets the members of a group find out among themselves who is there and who is gone, so that clients are sent to the living and no registry can fail",
	Flagship: "membership",
	Hurts:    "registry-in-time",
	Config: func() any {
		c := LAN()
		return &c
	},
	Build: func(s patterns.Site, config any) patterns.Part { return Build(s, config.(*Config)) },
	Facts: []patterns.Fact{
		{Kind: Sent, Words: "a member sent a message of the pattern; its value is how many claims it carried"},
		{Kind: Missed, Words: "a member probed another, and neither it nor those who asked on its behalf got an answer"},
		{Kind: Joined, Words: "a member learned that another takes part", Acts: true},
		{Kind: Suspected, Words: "a member began to suspect another"},
		{Kind: Refuted, Words: "a member objected to what was said of it; its value is the new incarnation"},
		{Kind: Died, Words: "a member took another for dead that was down; its value is for how long"},
		{Kind: Wronged, Words: "a member took another for dead that was up"},
		{Kind: Departed, Words: "a member learned that another has left"},
		{Kind: Resurrected, Words: "a member took another for alive again, in an incarnation that it knew to be over, and that was down"},
		{Kind: Detected, Words: "the first member noticed a crash; its value is how long after"},
		{Kind: Agreed, Words: "the last of the members that are up noticed a crash; its value is how long after"},
		{Kind: Detection, Words: "milliseconds until the first member noticed the latest crash to be noticed", Shows: patterns.Level},
		{Kind: Agreement, Words: "milliseconds until all members had noticed the latest crash to be noticed by all", Shows: patterns.Level},
		{Kind: Members, Words: "how many members take part, as this one sees it", Shows: patterns.Level},
		{Kind: Looked, Words: "a client was told who is there; its value is how many"},
		{Kind: Unheard, Words: "a client was not told in time who is there"},
		{Kind: Picked, Words: "a client chose an instance; its value is among how many", Acts: true},
		{Kind: Stale, Words: "a client chose an instance that was down"},
	},
}

// Build returns the part for one place: of a member on its node, of the registry on
// its own, and of a client on the edge to the group.
func Build(s patterns.Site, c *Config) patterns.Part {
	registry := c.registryNode()
	switch {
	case s.Peer != "" && s.Peer == registry:
		return patterns.Part{}
	case s.Peer != "":
		return patterns.Part{Pick: newClient(s, c).take}
	}
	m := newMember(s, c)
	return patterns.Part{Run: m.run}
}

// A mind is what a member knows: a Machine or a Pulse.
type mind interface {
	Hear(now sim.Time, l *Letter)
	Tick(now sim.Time)
	Next() sim.Time
	Leave(now sim.Time)
	Out() []Letter
	Changes() []Change
	Of(member int) Claim
	Len() int
	Here() int
	Ready(now sim.Time) bool
}

// A member is the thin shell around a mind, from one boot to the next crash.
type member struct {
	mind
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
}

func newMember(s patterns.Site, c *Config) *member {
	m := &member{site: s, config: c, audit: auditOf(s), number: apart, buried: make(map[int32]int64)}
	m.life = s.Key().Mix(uint64(s.World().Now()))
	if s.Group != c.registryNode() {
		m.peers = s.Peers
		for i, id := range s.Peers {
			if id == s.Node.ID() {
				m.number = i
			}
		}
	}
	m.mind = m.newMind()
	m.audit.rise(m)
	s.Node.Listen(topic(s), m.hear)
	s.Node.Answer(topic(s), m.answer)
	m.tell()
	return m
}

func topic(s patterns.Site) string { return "membership " + s.Name }

// newMind returns what the style makes of the member.
func (m *member) newMind() mind {
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
	return NewPulse(*c, m.number, len(m.peers), incarnation, now, phase, to)
}

var drawLuck = sim.KeyOf("membership luck")

// run lets happen what is due, as long as the node lives.
func (m *member) run(p *sim.Proc, _ *nodes.Node) {
	m.proc = p
	defer m.audit.fall(m)
	for {
		m.wakeAt = m.Next()
		switch now := p.Now(); {
		case now >= m.wakeAt:
			m.Tick(now)
			m.flush()
		case m.wakeAt == sim.Forever:
			p.Park()
		default:
			p.ParkFor(m.wakeAt.Sub(now))
		}
	}
}

// hear takes a letter in, which is work.
func (m *member) hear(p nodes.Post) {
	m.site.Node.Do(m.config.Work, func() {
		m.Hear(m.site.World().Now(), p.Body.(*Letter))
		m.flush()
		if m.proc != nil && m.Next() < m.wakeAt {
			m.proc.Wake()
		}
	})
}

// flush tells what has changed, and sends what is to be said.
func (m *member) flush() {
	m.tell()
	for _, l := range m.Out() {
		to := m.registry
		if l.To != apart {
			to = m.peers[l.To]
		}
		m.sent++
		key := m.life.Mix(m.sent)
		size := header + m.config.ClaimSize*int64(len(l.Claims))
		m.emit(sim.Fact{Kind: Sent, Peer: m.site.Net.Owner(to), Key: key, Value: int64(len(l.Claims)), Extra: size})
		m.site.Node.Post(to, topic(m.site), key, size, &l)
	}
}

// header is what a message weighs in which there are no claims.
const header = 32

// tell says what the member has come to believe.
func (m *member) tell() {
	changes := m.Changes()
	for _, c := range changes {
		m.audit.judge(m, c)
	}
	if x, ok := m.mind.(*Machine); ok && x.Tally().Missed > m.missed {
		m.missed = x.Tally().Missed
		m.emit(sim.Fact{Kind: Missed})
	}
	if here := int64(m.Here()); m.watches && here != m.here {
		m.here = here
		m.emit(sim.Fact{Kind: Members, Value: here})
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
func (m *member) answer(q *nodes.Question) {
	m.site.Node.Do(m.config.Work, func() {
		if !m.Ready(m.site.World().Now()) {
			q.Reply(nil, header, errUnready)
			return
		}
		list := m.list(m.config.Suspects)
		q.Reply(list, header+m.config.ClaimSize*int64(len(list)), nil)
	})
}

func (m *member) emit(f sim.Fact) {
	f.Owner = m.site.Owner
	m.site.World().Emit(f)
}
