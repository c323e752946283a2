package election

import (
	"slices"

	"wavetank/patterns/election/raft"
)

// The kinds of what primaries say.
const (
	sayChallenge = iota // a higher member is to take over
	sayAlive            // the answer to that
	sayVictory          // I lead from now on; Entries are not sent
	sayHistory          // the answer to that, of who has more
	sayEntries          // these follow; none is a heartbeat
	sayBehind           // the answer of who lacks some, or has others
	sayAll              // here is everything
)

// An announcement is what a primary says to another.
type announcement struct {
	kind           int
	term           uint64
	last, lastTerm uint64 // of the speaker's log, or of the entry before entries
	entries        []raft.Entry
}

// copy sends entries after one of the log to everybody.
func (m *primary) copy(after uint64, entries []raft.Entry) {
	m.out.Now = m.broadcast(m.out.Now, announcement{kind: sayEntries, term: m.term, last: after, lastTerm: m.termAt(after), entries: entries})
}

// broadcast adds what is said to everybody.
func (m *primary) broadcast(list []raft.Message, s announcement) []raft.Message {
	list = slices.Grow(list, m.members-1)
	for to := range m.members {
		if to != m.id {
			list = append(list, m.message(to, &s))
		}
	}
	return list
}

func (m *primary) say(to int, s announcement) {
	m.out.Now = append(m.out.Now, m.message(to, &s))
}

func (m *primary) message(to int, s *announcement) raft.Message {
	return raft.Message{From: m.id, To: to, Body: s, Bytes: 40 * int64(len(s.entries))}
}
