package membership

import (
	"slices"
	"time"

	"wavetank/sim"
)

// Hear takes in a message.
func (m *Machine) Hear(now sim.Time, l *Message) {
	all := l.Act == State || l.Act == StateToo
	outdated := false // what is said of the member itself
	for _, c := range l.Updates {
		if all && c.Status == Dead {
			if m.records[c.Member].Status == Unknown && m.config.Forget > 0 {
				continue // or those who forgot would remind each other for ever
			}
			if m.records[c.Member].Status != Unknown {
				c.Status, c.By = Suspect, l.From // it may be old news: the member can object
			}
		}
		outdated = outdated || c.Member == m.self && c.Status > Alive && c.Compare(m.records[m.self].Update) < 0
		m.hear(now, c)
	}
	if m.records[m.self].Status == Left {
		return
	}
	m.joined = m.joined || all
	switch l.Act {
	case Ping:
		answer := Message{To: l.From, Act: Ack, Seq: l.Seq, About: m.self, Updates: m.warning(l.From)}
		if outdated {
			answer.Updates = append(answer.Updates, m.records[m.self].Update)
		}
		m.say(answer)
	case Probe:
		m.help(now, l)
	case Ack:
		m.ack(l)
	case Nack:
		m.nack(l)
	case State:
		m.say(Message{To: l.From, Act: StateToo, Updates: m.state()})
	}
}

// hear takes in one update: it is believed if it counts for more than what is.
func (m *Machine) hear(now sim.Time, c Update) {
	switch {
	case c.Member == m.self:
		m.refute(now, c)
	case c.Status == Suspect:
		m.accuse(now, c)
	case c.Compare(m.records[c.Member].Update) > 0:
		m.believe(now, c)
	}
}

// refute answers what is said of the member itself, by a new incarnation above that
// of the update.
func (m *Machine) refute(now sim.Time, c Update) {
	own := m.records[m.self].Update
	if own.Status == Left || c.Compare(own) <= 0 {
		return
	}
	own.Incarnation = c.Incarnation + 1
	m.distrust(1)
	m.believe(now, own)
}

// accuse takes in that a member is suspected. At zero patience it is dead.
func (m *Machine) accuse(now sim.Time, c Update) {
	r := &m.records[c.Member]
	if c.Compare(r.Update) == 0 {
		m.confirm(c)
		return
	}
	if c.Compare(r.Update) < 0 {
		return
	}
	if m.config.SuspicionMult == 0 {
		c.Status = Dead
		m.believe(now, c)
		return
	}
	m.believe(now, c)
	m.suspicions = append(m.suspicions, suspicion{
		member: c.Member, began: now, until: now.Add(m.patience(0)), accusers: []int32{c.By},
	})
}

// believe takes an update for true, and passes it on.
func (m *Machine) believe(now sim.Time, c Update) {
	r := &m.records[c.Member]
	was := r.Update
	*r = record{Update: c, began: now}
	if was.Status == Suspect {
		m.suspicions = slices.DeleteFunc(m.suspicions, func(s suspicion) bool { return s.member == c.Member })
	}
	switch {
	case c.here() && !was.here():
		m.here++
	case !c.here() && was.here():
		m.here--
	}
	if was.gone() {
		m.gone = slices.DeleteFunc(m.gone, func(i int32) bool { return i == c.Member })
	}
	if c.gone() && c.Member != m.self {
		m.gone = append(m.gone, c.Member)
	}
	if was.Status == Unknown && m.seed(c.Member) {
		m.unmet--
	}
	m.changes = append(m.changes, Change{c, was})
	m.spread(now, c)
}

func (m *Machine) spread(now sim.Time, c Update) {
	if m.queue.live == 0 {
		m.gossipAt = m.gossipAt.Beat(m.config.GossipInterval, now)
	}
	m.queue.add(c)
}

// confirm shortens a suspicion that another member shares.
func (m *Machine) confirm(c Update) {
	i := slices.IndexFunc(m.suspicions, func(s suspicion) bool { return s.member == c.Member })
	if !m.config.Lifeguard || i < 0 {
		return
	}
	s := &m.suspicions[i]
	if slices.Contains(s.accusers, c.By) || len(s.accusers) > m.hoped() {
		return
	}
	s.accusers = append(s.accusers, c.By)
	s.until = s.began.Add(m.patience(len(s.accusers) - 1))
	m.queue.add(c)
}

// hoped returns how many confirmations are hoped for: none in a group too small.
func (m *Machine) hoped() int {
	if k := m.config.SuspicionMult - 2; k <= m.here-2 {
		return max(k, 0)
	}
	return 0
}

// patience returns how long a suspicion lasts after so many confirmations.
func (m *Machine) patience(confirmations int) time.Duration {
	shortest := SuspicionTimeout(m.config.SuspicionMult, m.here, m.config.ProbeInterval)
	if !m.config.Lifeguard {
		return shortest
	}
	return Remaining(confirmations, m.hoped(), shortest, shortest*time.Duration(m.config.SuspicionMax))
}
