package raft

import "wavetank/nodes"

// timeout is the end of a follower's or candidate's patience.
func (m *Machine) timeout(now nodes.Ticks) {
	if m.stuck {
		m.wind(now)
		return
	}
	if !m.config.PreVote {
		m.campaign(now, false)
		return
	}
	m.role, m.leader = PreCandidate, None
	clear(m.ballots)
	m.wind(now)
	m.broadcast(Message{Kind: PreVote, Term: m.term + 1, Index: m.log.last(), LogTerm: m.log.lastTerm()})
	m.ballot(now, m.id, true)
}

// campaign begins a term with a vote for itself, which counts when it is saved.
// The others are asked meanwhile: the vote of a member that crashes before the save does
// not count.
func (m *Machine) campaign(now nodes.Ticks, transfer bool) {
	m.term++
	m.vote, m.changed = m.id, true
	m.role, m.leader = Candidate, None
	clear(m.ballots)
	m.wind(now)
	m.broadcast(Message{Kind: Vote, Index: m.log.last(), LogTerm: m.log.lastTerm(), Transfer: transfer})
}

func (m *Machine) broadcast(x Message) {
	for to := range m.config.Members {
		if to != m.id {
			x.To = to
			m.send(x)
		}
	}
}

// follow makes the member a follower in a term that is not before its own. It
// leaves the election timer alone, unless it had none.
func (m *Machine) follow(now nodes.Ticks, term uint64, leader int) {
	if term > m.term {
		m.term, m.vote, m.changed = term, None, true
	}
	if m.role == Leader {
		m.wind(now)
		m.retire()
	}
	m.role, m.leader = Follower, leader
}

// protected reports whether a leader lives, for all that this member knows: then
// it helps nobody to depose it.
func (m *Machine) protected(now nodes.Ticks) bool {
	return m.role == Leader || now < m.guard ||
		m.leader != None && now < m.heard.Add(m.config.ElectionMin)
}

// current reports whether a candidate's log has at least what this one has.
func (m *Machine) current(x Message) bool {
	term := m.log.lastTerm()
	return x.LogTerm > term || x.LogTerm == term && x.Index >= m.log.last()
}

// sound answers who would like to be a candidate. It commits to nothing, so term,
// vote and timer stay as they are.
func (m *Machine) sound(now nodes.Ticks, x Message) {
	if x.Term > m.term && m.current(x) && !m.protected(now) {
		m.send(Message{Kind: PreVoteRe, To: x.From, Term: x.Term, Granted: true})
		return
	}
	m.send(Message{Kind: PreVoteRe, To: x.From})
}

// asked answers a candidate of this term: one vote each term, for a log that
// has all that may be committed.
func (m *Machine) asked(now nodes.Ticks, x Message) {
	free := m.vote == x.From || m.vote == None && m.leader == None
	if !free || !m.current(x) {
		m.send(Message{Kind: VoteRe, To: x.From})
		return
	}
	if m.vote != x.From {
		m.vote, m.changed = x.From, true
	}
	m.wind(now)
	m.promise(Message{Kind: VoteRe, To: x.From, Granted: true})
}

// counted takes in an answer to a candidate.
func (m *Machine) counted(now nodes.Ticks, x Message) {
	switch {
	case x.Kind == PreVoteRe && m.role == PreCandidate && (!x.Granted || x.Term == m.term+1),
		x.Kind == VoteRe && m.role == Candidate:
		m.ballot(now, x.From, x.Granted)
	}
}

// ballot counts a vote, and acts on a quorum.
func (m *Machine) ballot(now nodes.Ticks, from int, yes bool) {
	m.ballots[from] = refused
	if yes {
		m.ballots[from] = granted
	}
	votes := 0
	for _, b := range m.ballots {
		if b == granted {
			votes++
		}
	}
	switch {
	case votes < m.quorum:
	case m.role == PreCandidate:
		m.campaign(now, false)
	default:
		m.lead(now)
	}
}
