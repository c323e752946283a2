package raft

import "wavetank/nodes"

// Transfer lets the leader hand over to a member: it takes no proposals until the
// other has all entries and campaigns, or an election timeout has passed. It
// refuses for a member that it has not heard lately, or that lacks more entries
// than a message takes.
func (m *Machine) Transfer(now nodes.Ticks, to int) bool {
	if m.role != Leader || to == m.id || m.heir != None {
		return false
	}
	p := &m.peers[to]
	if p.sent == 0 || now >= p.heard.Add(m.config.ElectionMin) || p.match+uint64(m.config.Batch) < m.log.last() {
		return false
	}
	m.heir, m.heirFor = to, now.Add(m.config.ElectionMin)
	m.hand(to)
	return true
}

// hand tells the heir to campaign once it has everything. From then on the
// leader has no lease in this term, however late the heir does.
func (m *Machine) hand(to int) {
	if m.heir == to && m.peers[to].match == m.log.last() && !m.leaving {
		m.leaving = true
		m.send(Message{Kind: TimeoutNow, To: to})
	}
}
