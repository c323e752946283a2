package raft

import "wavetank/nodes"

// Compact replaces the log up to index, which has been applied, by a snapshot of
// the store as it was then, and keeps the last entries before that for members
// that are a little behind. The State must be saved as a whole after it.
func (m *Machine) Compact(index uint64, data []byte, keep uint64) {
	if index <= m.snapshot.Index || index > m.applied {
		return
	}
	m.snapshot = Snapshot{index, m.log.term(index), data}
	if index > keep {
		m.log.discard(index - keep)
	}
}

// install takes in a snapshot from the leader of this term.
func (m *Machine) install(now nodes.Ticks, x Message) {
	if m.role == Leader {
		return
	}
	m.follow(now, m.term, x.From)
	m.heard = now
	m.wind(now)
	s := x.Snapshot
	switch {
	case m.log.has(s.Index, s.Term): // and what follows, which the leader may count on
		m.commit = max(m.commit, s.Index)
	case s.Index > m.commit:
		m.snapshot = *s
		m.log = log{base: s.Index, baseTerm: s.Term}
		m.commit, m.applied, m.handed, m.saved = s.Index, s.Index, s.Index, 0
		m.out.Restore, m.out.Save.Snapshot = s, s
		m.out.Save.Entries = nil
	}
	m.promise(Message{Kind: AppendRe, To: x.From, Granted: true, Match: s.Index, Sent: x.Sent, Round: x.Round})
}
