package raft

import "wavetank/nodes"

// A read waits until a round of answers shows that its member still led when it
// was asked, and until an entry of this term is committed: before that a leader
// does not know what is.
type read struct {
	ticket uint64
	round  uint64 // that must be answered; those of earlier ones may have been sent before
	index  uint64 // that must be applied; 0 is not known yet
}

// Read asks for permission to answer a read, which Served gives or Dropped denies
// in a later Take. Only the leader can.
func (m *Machine) Read(now nodes.Ticks, ticket uint64) bool {
	if m.role != Leader {
		return false
	}
	r := read{ticket: ticket, round: m.round + 1}
	if m.leased(now) {
		r.round = 0
	}
	alone := len(m.reads) == 0
	m.reads = append(m.reads, r)
	if alone && r.round > 0 {
		m.ask(now)
	}
	m.serve()
	return true
}

// leased reports whether nobody else can have been elected: a quorum answered
// what was sent less than a lease ago, and votes for nobody meanwhile.
func (m *Machine) leased(now nodes.Ticks) bool {
	if m.config.Lease == 0 || m.leaving {
		return false
	}
	sent := m.since(func(p *progress) nodes.Ticks { return p.sent })
	return sent > 0 && now < sent.Add(m.config.Lease)
}

// ask begins a round of answers without waiting for the heartbeat.
func (m *Machine) ask(now nodes.Ticks) {
	m.round++
	for to := range m.peers {
		if to != m.id {
			m.offer(now, to, m.peers[to].match, nil)
		}
	}
}

// serve hands out the reads that may be answered. Those that came during a round
// share the next one.
func (m *Machine) serve() {
	if len(m.reads) == 0 || m.log.term(m.commit) != m.term {
		return
	}
	answered := m.answered()
	rest := m.reads[:0]
	for _, r := range m.reads {
		if r.index == 0 {
			r.index = m.commit
		}
		if r.round <= answered {
			m.out.Served = append(m.out.Served, Served{r.ticket, r.index})
		} else {
			rest = append(rest, r)
		}
	}
	m.reads = rest
	if len(rest) > 0 && rest[len(rest)-1].round > m.round && answered >= m.round {
		m.ask(m.beat.Add(-m.config.Heartbeat))
	}
}

// answered returns the last round that a quorum has answered.
func (m *Machine) answered() uint64 {
	return uint64(m.since(func(p *progress) nodes.Ticks { return nodes.Ticks(p.round) }))
}
