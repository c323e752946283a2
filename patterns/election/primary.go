package election

import (
	"slices"

	"wavetank/nodes"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// A primary is a member of a group whose leader decides alone: it acknowledges
// what it has saved, and copies it to the others afterwards. Which member leads
// is fixed, or found by the bully algorithm (H. Garcia-Molina, Elections in a
// Distributed Computing System, 1982):
//
//	silence ─► challenge all higher ─► nobody alive ─► victory
//	                                 └─ alive: wait for their victory
//
// Bully takes a slow or unreachable member for a dead one. In a partition each
// side has a leader, both take writes, and when it heals those of the lower one
// are lost.
type primary struct {
	config  Config
	members int
	id      int
	bully   bool
	luck    sim.Rand

	term    uint64 // of the leader that it follows or is
	durable uint64 // the latest term on its disk
	role    raft.Role
	leader  int
	entries []raft.Entry // all of them, entry i+1 at i
	commit  uint64
	applied uint64
	handed  uint64
	saved   uint64
	timer   nodes.Ticks // silence, the wait for an answer, or the next heartbeat
	waiting bool        // somebody higher lives and is to win
	changed bool
	out     raft.Output
}

// newPrimary returns a member as it boots.
func newPrimary(c Config, members, id int, luck sim.Rand, now nodes.Ticks, s raft.State) *primary {
	m := &primary{
		config: c, members: members, id: id, bully: c.Algorithm == "bully", luck: luck,
		term: s.Term, durable: s.Term, leader: raft.None, entries: slices.Clip(s.Entries),
	}
	m.handed, m.saved, m.commit = m.last(), m.last(), m.last()
	fixed := max(c.Prefer, 1) - 1
	switch {
	case m.bully:
		m.hush(now)
	case id == fixed:
		m.begin()
	default:
		m.leader, m.timer = fixed, never
	}
	return m
}

// never is later than every deadline: whoever is to lead then waits for its disk alone.
const never = nodes.Ticks(1<<62 - 1)

func (m *primary) last() uint64 { return uint64(len(m.entries)) }

func (m *primary) lastTerm() uint64 { return m.termAt(m.last()) }

func (m *primary) termAt(index uint64) uint64 {
	if index == 0 || index > m.last() {
		return 0
	}
	return m.entries[index-1].Term
}

// Role returns Leader for the primary.
func (m *primary) Role() raft.Role { return m.role }

// Term counts the leaders that this member has known.
func (m *primary) Term() uint64 { return m.term }

// Leader returns whom the member follows.
func (m *primary) Leader() int { return m.leader }

// Deadline returns when the member must be told the time.
func (m *primary) Deadline() nodes.Ticks { return m.timer }

// State returns what must be saved, as it is now.
func (m *primary) State() raft.State {
	return raft.State{Term: m.term, Vote: raft.None, Entries: slices.Clip(m.entries)}
}

// Compact does nothing: a primary keeps its log.
func (m *primary) Compact(uint64, []byte, uint64) {}

// Transfer does nothing: nobody chooses who leads.
func (m *primary) Transfer(nodes.Ticks, int) bool { return false }

// Stuck does nothing: nobody looks at the primary's disk.
func (m *primary) Stuck(bool) {}

// Read lets the primary answer at once: it believes to be the only one.
func (m *primary) Read(_ nodes.Ticks, ticket uint64) bool {
	if m.role == raft.Leader {
		m.out.Served = append(m.out.Served, raft.Served{Ticket: ticket, Index: m.commit})
	}
	return m.role == raft.Leader
}

// Propose appends a command to the primary's log.
func (m *primary) Propose(c raft.Command) (index, term uint64, ok bool) {
	if m.role != raft.Leader {
		return 0, 0, false
	}
	index = m.last() + 1
	m.entries = append(m.entries, raft.Entry{Index: index, Term: m.term, Command: c})
	return index, m.term, true
}

// Take returns what has to be done since the last Take.
func (m *primary) Take() raft.Output {
	last := m.last()
	if m.role == raft.Leader && last > m.handed {
		m.copy(m.handed, m.entries[m.handed:last:last])
	}
	out := m.out
	m.out = raft.Output{}
	if m.changed {
		out.Save.Changed, out.Save.Term, out.Save.Vote = true, m.term, raft.None
		m.changed = false
	}
	if last > m.handed {
		out.Save.Entries = m.entries[m.handed:last:last]
		m.handed = last
	}
	out.Mark = raft.Mark{Term: m.term, Index: last, LogTerm: m.lastTerm()}
	if m.commit > m.applied {
		out.Apply = m.entries[m.applied:m.commit:m.commit]
		m.applied = m.commit
	}
	return out
}

// Saved commits what is on the primary's own disk, and lets it lead in a term that is.
func (m *primary) Saved(now nodes.Ticks, k raft.Mark) {
	m.durable = max(m.durable, k.Term)
	if m.timer == never && m.role != raft.Follower {
		m.win(now)
	}
	if k.LogTerm != m.termAt(k.Index) {
		return
	}
	m.saved = max(m.saved, k.Index)
	if m.role == raft.Leader {
		m.commit = max(m.commit, m.saved)
	}
}

// Tick tells the member the time.
func (m *primary) Tick(now nodes.Ticks) {
	switch {
	case now < m.timer:
	case m.role == raft.Leader:
		m.copy(m.last(), nil)
		m.timer = now.Add(m.config.Heartbeat)
	case m.role == raft.Follower || m.waiting:
		m.challenge(now)
	default:
		m.win(now)
	}
}

// hush starts the wait for a leader again.
func (m *primary) hush(now nodes.Ticks) {
	m.timer = now.Add(m.luck.Between(m.config.ElectionMin, m.config.ElectionMax+1))
}

// challenge asks all higher members to take over, and wins if there is none.
func (m *primary) challenge(now nodes.Ticks) {
	m.role, m.leader, m.waiting = raft.Candidate, raft.None, false
	for to := m.id + 1; to < m.members; to++ {
		m.say(to, announcement{kind: sayChallenge, term: m.term})
	}
	if m.id == m.members-1 {
		m.proclaim(now)
		return
	}
	m.timer = now.Add(m.config.ElectionMin / 2)
}

// proclaim tells everybody who leads. A member with a longer history has the
// time of an answer to say so.
func (m *primary) proclaim(now nodes.Ticks) {
	m.begin()
	m.role, m.waiting = raft.PreCandidate, false
	m.out.After = m.broadcast(m.out.After, announcement{kind: sayVictory, term: m.term, last: m.last(), lastTerm: m.lastTerm()})
	m.timer = now.Add(m.config.ElectionMin / 2)
}

// begin begins a term, which no other member begins too: terms are fencing tokens.
// Nobody leads in it, nor hears of it, until it is on disk: a crash before that would
// let the member begin the same term again.
func (m *primary) begin() {
	n := uint64(m.members)
	m.term, m.changed = (m.term/n+1)*n+uint64(m.id), true
	m.role, m.timer = raft.Candidate, never
}

// outdo takes note of a term. Who leads, or is to lead, in an earlier one begins a
// later, so that it is not taken for an earlier leader, nor leads in another's term.
func (m *primary) outdo(now nodes.Ticks, term uint64) {
	if term <= m.term {
		return
	}
	m.term, m.changed = term, true
	switch {
	case m.role == raft.PreCandidate:
		m.proclaim(now)
	case m.role == raft.Leader, m.role == raft.Candidate && m.timer == never:
		m.begin()
	}
}

// win makes a candidate that nobody answered proclaim itself, and one that has
// done so the leader, as soon as its term is on disk.
func (m *primary) win(now nodes.Ticks) {
	if m.bully && m.role == raft.Candidate && m.timer != never {
		m.proclaim(now)
		return
	}
	if m.term > m.durable {
		m.timer = never
		return
	}
	m.role, m.leader = raft.Leader, m.id
	m.commit = max(m.commit, m.saved)
	m.copy(m.last(), nil)
	m.timer = now.Add(m.config.Heartbeat)
}

// Receive takes in what another member says.
func (m *primary) Receive(now nodes.Ticks, x raft.Message) {
	s := x.Body.(*announcement)
	switch s.kind {
	case sayChallenge:
		m.say(x.From, announcement{kind: sayAlive, term: m.term})
		if m.role == raft.Follower {
			m.challenge(now)
		}
	case sayAlive:
		m.outdo(now, s.term)
		if m.role == raft.Candidate {
			m.waiting = true
			m.timer = now.Add(m.config.ElectionMin)
		}
	case sayHistory:
		if m.role == raft.PreCandidate && m.shorter(s) {
			m.adopt(s.entries)
		}
	case sayBehind:
		if m.role == raft.Leader {
			m.say(x.From, announcement{kind: sayAll, term: m.term, entries: m.entries[:m.commit:m.commit]})
		}
	default:
		m.lead(now, x.From, s)
	}
}

// shorter reports whether this member's history is the shorter one.
func (m *primary) shorter(s *announcement) bool {
	return s.lastTerm > m.lastTerm() || s.lastTerm == m.lastTerm() && s.last > m.last()
}

// lead takes in what only leaders say. A lower leader is bullied, unless it leads
// for ever.
func (m *primary) lead(now nodes.Ticks, from int, s *announcement) {
	switch {
	case m.bully && from < m.id:
		m.outdo(now, s.term)
		if m.role == raft.Follower {
			m.challenge(now)
		}
		return
	case m.bully && m.role == raft.Leader && s.term < m.term: // a partition has healed: the higher wins
		m.say(from, announcement{kind: sayAlive, term: m.term})
	}
	if s.term > m.term {
		m.term, m.changed = s.term, true
	}
	m.role, m.leader, m.waiting = raft.Follower, from, false
	if m.bully {
		m.hush(now)
	}
	switch s.kind {
	case sayVictory:
		if s.last < m.last() || s.lastTerm < m.lastTerm() {
			m.say(from, announcement{kind: sayHistory, last: m.last(), lastTerm: m.lastTerm(), entries: slices.Clip(m.entries)})
		}
	case sayAll:
		m.adopt(s.entries)
	case sayEntries:
		if s.last != m.last() || s.lastTerm != m.lastTerm() {
			m.say(from, announcement{kind: sayBehind, term: m.term})
			return
		}
		m.entries = append(m.entries, s.entries...)
		m.commit = m.last()
	}
}

// adopt takes another's history in place of its own.
func (m *primary) adopt(entries []raft.Entry) {
	m.entries = slices.Clip(entries)
	m.commit, m.applied, m.handed, m.saved = m.last(), 0, m.last(), 0
	m.out.Restore, m.out.Save.Snapshot = &raft.Snapshot{}, &raft.Snapshot{}
}
