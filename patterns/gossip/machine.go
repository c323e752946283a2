package gossip

import (
	"slices"

	"wavetank/sim"
)

// A Message is what a member says to another. The fields that are empty say
// nothing.
type Message struct {
	To      int
	Updates []Update // what the sender thinks is new
	Asks    bool     // and wants to be told what the receiver thinks so of
	Heard   []Verdict
	Digest  []Stamp // all that the sender has: the receiver answers with what it lacks
	Wants   []Stamp // what the sender lacks
}

// A Verdict tells the sender of an update whether it was needed.
type Verdict struct {
	Stamp
	Useful bool
}

// A rumour is an update that a member still tells.
type rumour struct {
	Stamp
	count int // contacts that count, in a row
}

// A Machine is one member: pure, told of writes, rounds and messages. What it wants
// to say is in Out.
//
//	Write ──► Store ──► hot rumours ──► Round ──► messages ──► Hear at another
//	                         ▲ lose interest by their feedback     │
//	                         └─────────────────────────────────────┘
type Machine struct {
	Store
	config   Config
	self     int
	members  int
	luck     sim.Rand
	hot      []rumour
	out      []Message
	partners []int
}

// New returns the member of that number in a group of so many.
func New(c Config, self, members int, luck sim.Rand) *Machine {
	return &Machine{config: c, self: self, members: members, luck: luck}
}

// Out returns what is to be sent, and forgets it. The slice is used again by the
// next step.
func (m *Machine) Out() []Message {
	out := m.out
	m.out = m.out[:0]
	return out
}

// Hot returns how many rumours the member still tells.
func (m *Machine) Hot() int { return len(m.hot) }

// Write makes an update of its own, and tells it as the style says.
func (m *Machine) Write(item, token int64) Update {
	last, _ := m.Get(item)
	u := Update{item, Version{last.Version.Count + 1, int32(m.self)}, token}
	m.learn(u)
	switch m.config.Style {
	case "broadcast":
		for i := range m.members {
			if i != m.self {
				m.say(Message{To: i, Updates: []Update{u}})
			}
		}
	case "registry":
		if m.self != registry {
			m.say(Message{To: registry, Updates: []Update{u}})
		}
	}
	return u
}

// registry is the member that all others ask, under that style.
const registry = 0

// learn takes over an update if it is news, and makes a rumour of it. An older
// rumour of the item has ended then.
func (m *Machine) learn(u Update) bool {
	if !m.Merge(u) {
		return false
	}
	if m.config.style() != "" {
		m.cool(u.Item)
		m.hot = append(m.hot, rumour{Stamp: Stamp{u.Item, u.Version}})
	}
	return true
}

// cool ends the rumour of an item.
func (m *Machine) cool(item int64) {
	m.hot = slices.DeleteFunc(m.hot, func(r rumour) bool { return r.Item == item })
}

// Rounds reports whether a round has anything to do.
func (m *Machine) Rounds() bool {
	switch style := m.config.style(); {
	case m.members < 2:
		return false
	case style == "":
		return m.config.Style == "registry" && m.self != registry
	default:
		return style.Pulls() || len(m.hot) > 0
	}
}

// Round contacts partners.
func (m *Machine) Round() {
	style := m.config.style()
	if style == "" {
		if m.Rounds() {
			m.say(Message{To: registry, Digest: m.Digest()})
		}
		return
	}
	m.partners = m.luck.Others(m.partners[:0], m.members, m.self, m.config.Fanout)
	for _, to := range m.partners {
		l := Message{To: to, Asks: style.Pulls()}
		if style.Pushes() {
			l.Updates = m.tell()
		}
		if l.Asks || l.Updates != nil {
			m.say(l)
		}
	}
}

// tell returns the hot rumours, for one contact. Without feedback the contact
// counts against them.
func (m *Machine) tell() []Update {
	if len(m.hot) == 0 {
		return nil
	}
	updates := make([]Update, len(m.hot))
	for i, r := range m.hot {
		updates[i], _ = m.Get(r.Item)
	}
	if !m.config.Feedback {
		for _, u := range updates {
			m.count(Verdict{Stamp: Stamp{u.Item, u.Version}})
		}
	}
	return updates
}

// Reconcile compares all that is known with a random other member.
func (m *Machine) Reconcile() {
	m.partners = m.luck.Others(m.partners[:0], m.members, m.self, 1)
	for _, to := range m.partners {
		m.say(Message{To: to, Digest: m.Digest()})
	}
}

// Hear takes in a message from a member and calls learned for each update in it,
// with whether it was news.
func (m *Machine) Hear(from int, l *Message, learned func(u Update, news bool)) {
	answer := Message{To: from}
	for _, u := range l.Updates {
		news := m.learn(u)
		learned(u, news)
		if m.config.Feedback && m.config.Stop != "never" && m.config.style() != "" {
			answer.Heard = append(answer.Heard, Verdict{Stamp{u.Item, u.Version}, news})
		}
	}
	if l.Asks {
		answer.Updates = m.tell()
	}
	for _, v := range l.Heard {
		m.count(v)
	}
	if l.Digest != nil {
		answer.Updates, answer.Wants = m.Compare(l.Digest)
	}
	for _, s := range l.Wants {
		if u, known := m.Get(s.Item); known {
			answer.Updates = append(answer.Updates, u)
		}
	}
	if answer.Updates != nil || answer.Heard != nil || answer.Wants != nil {
		m.say(answer)
	}
}

// count lets a contact count for or against the rumour that it was about.
func (m *Machine) count(v Verdict) {
	if m.config.Stop == "never" {
		return
	}
	for i := range m.hot {
		r := &m.hot[i]
		if r.Stamp != v.Stamp {
			continue
		}
		if v.Useful {
			r.count = 0
			return
		}
		r.count++
		if m.config.Stop == "coin" && m.luck.Chance(1/float64(m.config.K)) || m.config.Stop == "counter" && r.count >= m.config.K {
			m.cool(r.Item)
		}
		return
	}
}

func (m *Machine) say(l Message) { m.out = append(m.out, l) }

func (l *Message) size(c *Config) int64 {
	stamps := len(l.Heard) + len(l.Digest) + len(l.Wants)
	return header + c.UpdateSize*int64(len(l.Updates)) + c.DigestSize*int64(stamps)
}

// header is what a message weighs that says nothing.
const header = 16
