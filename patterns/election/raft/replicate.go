package raft

import (
	"fmt"
	"slices"

	"wavetank/nodes"
)

// A progress is what a leader knows of a member. While it probes, one message at
// a time finds out where the logs agree; then entries follow each other without
// waiting, up to a window.
type progress struct {
	match   uint64 // the last entry known to agree
	next    uint64 // the entry to send next
	probing bool
	waiting bool        // for the answer to a probe or a snapshot
	flying  int         // messages with entries on their way
	stood   uint64      // match at the last heartbeat
	heard   nodes.Ticks // its last answer
	sent    nodes.Ticks // when that was sent what it last answered
	round   uint64      // the last that it answered
}

func (p *progress) probe() {
	p.probing, p.waiting, p.flying, p.next = true, false, 0, max(p.match+1, 1)
}

// lead makes a candidate with a quorum of votes the leader. Its first entry finds
// out what is committed, as only entries of its own term are counted.
func (m *Machine) lead(now nodes.Ticks) {
	m.role, m.leader = Leader, m.id
	m.heir, m.leaving = None, false
	for i := range m.peers {
		m.peers[i] = progress{next: m.log.last() + 1, probing: true, heard: now, round: m.round}
	}
	m.write(Command{})
	m.heartbeat(now)
}

// retire forgets what only a leader needs.
func (m *Machine) retire() {
	for _, r := range m.reads {
		m.out.Dropped = append(m.out.Dropped, r.ticket)
	}
	m.reads = m.reads[:0]
	m.heir = None
}

// Propose appends a command to the leader's log and returns its place there. It
// is committed when an entry of that index and term is applied, lost when one of
// another term is. Only a leader that hands over to nobody takes it.
func (m *Machine) Propose(c Command) (index, term uint64, ok bool) {
	if m.role != Leader || m.heir != None {
		return 0, 0, false
	}
	return m.write(c), m.term, true
}

func (m *Machine) write(c Command) uint64 {
	index := m.log.last() + 1
	m.log.entries = append(m.log.entries, Entry{index, m.term, c})
	return index
}

// heartbeat sends something to everybody, and begins a round of answers.
func (m *Machine) heartbeat(now nodes.Ticks) {
	m.beat = now.Add(m.config.Heartbeat)
	m.round++
	for to := range m.peers {
		if to == m.id {
			continue
		}
		p := &m.peers[to]
		if p.flying > 0 && p.match == p.stood { // what was sent is lost
			p.probe()
		}
		p.stood, p.waiting = p.match, false
		if m.due(p) {
			m.ship(now, to)
			continue
		}
		at := p.next - 1
		if p.flying > 0 {
			at = p.match // the entries on their way may be overtaken
		}
		m.offer(now, to, at, nil)
	}
	m.serve()
}

// replicate sends what is new to those who may be sent more.
func (m *Machine) replicate() {
	for to := range m.peers {
		for to != m.id && m.due(&m.peers[to]) {
			m.ship(m.beat.Add(-m.config.Heartbeat), to)
		}
	}
}

// due reports whether entries may leave for a member.
func (m *Machine) due(p *progress) bool {
	return p.next <= m.log.last() && !p.waiting && (p.probing || p.flying < m.config.Window)
}

// ship sends the next entries to a member, or a snapshot if they are gone.
func (m *Machine) ship(now nodes.Ticks, to int) {
	p := &m.peers[to]
	if p.next <= m.log.base {
		p.probing, p.waiting = true, true
		s := m.snapshot
		m.send(Message{Kind: Install, To: to, Snapshot: &s, Sent: now, Round: m.round})
		return
	}
	entries := m.log.from(p.next, m.config.Batch)
	m.offer(now, to, p.next-1, entries)
	if p.probing {
		p.waiting = true
		return
	}
	p.next += uint64(len(entries))
	p.flying++
}

func (m *Machine) offer(now nodes.Ticks, to int, at uint64, entries []Entry) {
	m.send(Message{
		Kind: Append, To: to, Index: at, LogTerm: m.log.term(at), Entries: entries,
		Commit: m.commit, Sent: now, Round: m.round,
	})
}

// append takes in entries, or a heartbeat, from the leader of this term.
func (m *Machine) append(now nodes.Ticks, x Message) {
	if m.role == Leader {
		return // there is one leader in a term
	}
	m.follow(now, m.term, x.From)
	m.heard = now
	m.wind(now)
	answer := Message{Kind: AppendRe, To: x.From, Index: x.Index, Sent: x.Sent, Round: x.Round}
	if !m.log.has(x.Index, x.LogTerm) {
		answer.Match = min(x.Index-1, m.log.conflict(x.Index))
		m.send(answer)
		return
	}
	for i, e := range x.Entries {
		if m.log.has(e.Index, e.Term) {
			continue
		}
		if e.Index <= m.log.last() {
			m.cut(e.Index)
		}
		m.log.entries = append(m.log.entries, x.Entries[i:]...)
		break
	}
	answer.Granted, answer.Match = true, x.Index+uint64(len(x.Entries))
	m.commit = max(m.commit, min(x.Commit, answer.Match))
	m.promise(answer)
}

// cut drops entries that no leader can have committed.
func (m *Machine) cut(index uint64) {
	if index <= m.commit {
		panic(Impossible(fmt.Sprintf("raft: member %d in term %d is to drop entry %d, and %d are committed", m.id, m.term, index, m.commit)))
	}
	m.log.truncate(index)
	m.handed, m.saved = min(m.handed, index-1), min(m.saved, index-1)
}

// acknowledged takes in a member's answer to entries, a heartbeat or a snapshot.
func (m *Machine) acknowledged(now nodes.Ticks, x Message) {
	if m.role != Leader {
		return
	}
	p := &m.peers[x.From]
	p.heard, p.sent, p.round = now, max(p.sent, x.Sent), max(p.round, x.Round)
	switch {
	case x.Granted:
		if p.flying > 0 {
			p.flying--
		}
		p.match = max(p.match, x.Match)
		p.next = max(p.next, p.match+1)
		if p.match+1 >= p.next {
			p.flying = 0
		}
		p.probing, p.waiting = false, false
		m.advance()
	case x.Index <= p.match || p.probing && x.Index+1 != p.next:
		// An answer to something that was overtaken.
	default:
		p.probe()
		p.next = max(p.match, x.Match) + 1
	}
	m.serve()
	m.hand(x.From)
}

// advance commits what a quorum has saved: entries of this term, and with them
// all before. Counting those of earlier terms would not do (figure 8 of the paper).
func (m *Machine) advance() {
	m.peers[m.id].match = m.saved
	index := m.agreed()
	if index > m.commit && m.log.term(index) == m.term {
		m.commit = index
		m.serve()
	}
}

// agreed returns the last entry that a quorum has saved.
func (m *Machine) agreed() uint64 {
	for i := range m.peers {
		m.scratch[i] = m.peers[i].match
	}
	slices.Sort(m.scratch)
	return m.scratch[len(m.scratch)-m.quorum]
}

// lonely returns when a leader that hears nobody steps down: an election timeout
// after a quorum, itself included, was last heard.
func (m *Machine) lonely() nodes.Ticks {
	return m.since(func(p *progress) nodes.Ticks { return p.heard }).Add(m.config.ElectionMin)
}

// since returns the latest time that a quorum has reached, the leader itself
// being always up to date.
func (m *Machine) since(of func(*progress) nodes.Ticks) nodes.Ticks {
	if m.quorum == 1 {
		return nodes.Ticks(1<<62 - 1)
	}
	times := m.scratch[:0]
	for i := range m.peers {
		if i != m.id {
			times = append(times, uint64(of(&m.peers[i])))
		}
	}
	slices.Sort(times)
	return nodes.Ticks(times[len(times)-m.quorum+1])
}
