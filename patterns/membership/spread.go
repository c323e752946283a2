package membership

import "wavetank/sim"

func (m *Machine) seed(i int32) bool { return int(i) < m.config.Seeds }

// join asks all seeds to let the member in, until somebody has answered.
func (m *Machine) join(now sim.Time) {
	m.joinAt = now.Add(m.config.ProbeInterval)
	if m.joined {
		m.joinAt = sim.Forever
		return
	}
	for i := range min(m.config.Seeds, len(m.records)) {
		if to := int32(i); to != m.self {
			m.say(Message{To: to, Act: State, Updates: m.state()})
		}
	}
}

// exchange tells a random one of those that are wanted all it knows, and is told
// in turn.
func (m *Machine) exchange(wanted func(int32) bool) {
	for _, to := range m.pick(1, wanted) {
		m.say(Message{To: to, Act: State, Updates: m.state()})
	}
}

func (m *Machine) state() []Update {
	all := make([]Update, 0, m.here+len(m.gone))
	for i := range m.records {
		if m.records[i].Status != Unknown {
			all = append(all, m.records[i].Update)
		}
	}
	return all
}

// Leave tells others that the member goes, of its own will: it passes that on for
// as long as it is news.
func (m *Machine) Leave(now sim.Time) {
	own := m.records[m.self].Update
	own.Status = Left
	m.believe(now, own)
	m.probeAt, m.askAt, m.syncAt, m.knockAt, m.joinAt = sim.Forever, sim.Forever, sim.Forever, sim.Forever, sim.Forever
}

// gossip passes news on to some, the newly dead among them: if they live they can
// object.
func (m *Machine) gossip(now sim.Time) {
	for _, to := range m.pick(m.config.GossipNodes, func(i int32) bool {
		r := &m.records[i]
		return r.here() || r.Status == Dead && now.Sub(r.began) < m.config.GossipToTheDead
	}) {
		if m.queue.live > 0 {
			m.say(Message{To: to})
		}
	}
}

// pick draws, without putting back, so many of the others that are wanted. The
// slice is used again.
func (m *Machine) pick(count int, wanted func(int32) bool) []int32 {
	found := 0
	for i := 0; i < len(m.all) && found < count; i++ {
		j := i + int(m.luck.Below(uint64(len(m.all)-i)))
		m.all[i], m.all[j] = m.all[j], m.all[i]
		if wanted(m.all[i]) {
			m.all[i], m.all[found] = m.all[found], m.all[i]
			found++
		}
	}
	return m.all[:found]
}

// say adds a message to what is to be sent, with as much news as may ride on it.
func (m *Machine) say(l Message) {
	l.From = m.self
	if l.Act != State && l.Act != StateToo {
		l.Updates = m.queue.take(l.Updates, m.config.Piggyback, RetransmitLimit(m.config.RetransmitMult, m.here))
	}
	m.out = append(m.out, l)
}
