package raft

import (
	"slices"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// Config is what all members of a group agree on. Times are as each member's own
// clock measures them.
type Config struct {
	Members     int
	ElectionMin time.Duration // an election timeout is drawn from here …
	ElectionMax time.Duration // … to here
	Heartbeat   time.Duration // the leader's, below ElectionMin
	PreVote     bool          // ask who would vote before a term is begun
	CheckQuorum bool          // a leader that hears no quorum steps down; who hears a leader grants no vote
	Lease       time.Duration // how long a quorum's answer lets the leader serve reads; 0 asks each time
	Batch       int           // entries in one message
	Window      int           // messages with entries on their way to one follower
}

// A Role is what a member is at present.
type Role uint8

// The roles.
const (
	Follower Role = iota
	PreCandidate
	Candidate
	Leader
)

// String names the role.
func (r Role) String() string {
	return [...]string{"follower", "pre-candidate", "candidate", "leader"}[r]
}

// A State is what a member must find again after a crash.
type State struct {
	Term     uint64
	Vote     int      // for whom it voted in Term, or None
	Snapshot Snapshot // Index 0 is none
	Base     uint64   // the entry before Entries, at most Snapshot.Index
	BaseTerm uint64
	Entries  []Entry
}

// A Machine is one member.
type Machine struct {
	config Config
	id     int
	quorum int
	luck   sim.Rand

	// Saved.
	term     uint64
	vote     int
	log      log
	snapshot Snapshot

	role    Role
	leader  int // as far as it knows, or None
	timer   nodes.Ticks
	heard   nodes.Ticks // when a leader last sent something
	guard   nodes.Ticks // until when it votes for nobody, after a boot
	commit  uint64
	applied uint64 // handed out by Take
	handed  uint64 // the last entry handed out to be saved
	saved   uint64 // the last entry known to be saved

	ballots []ballot   // of a candidate
	peers   []progress // of a leader
	beat    nodes.Ticks
	round   uint64
	reads   []read
	heir    int         // to whom the leader hands over, or None
	heirFor nodes.Ticks // until when
	leaving bool        // it has told somebody to take over in this term
	stuck   bool        // what it saves takes longer than an election timeout
	scratch []uint64

	changed bool // Term or Vote
	out     Output
}

type ballot uint8

const (
	unknown ballot = iota
	granted
	refused
)

// Output is what has to be done, in the order of its fields, save that what
// Now and Save say may be done side by side.
type Output struct {
	Now     []Message // may leave at once
	Save    Save      // must be on disk before Saved is called with Mark …
	Mark    Mark
	After   []Message // … and these leave
	Restore *Snapshot // the store becomes this, then
	Apply   []Entry   // these are applied
	Served  []Served  // reads to answer now, after that
	Dropped []uint64  // reads that this member cannot answer, as it leads no more
}

// A Save is a change of the State.
type Save struct {
	Changed  bool // of Term and Vote
	Term     uint64
	Vote     int
	Entries  []Entry   // replace all from the first of them on
	Snapshot *Snapshot // replaces the log
}

// Empty reports whether there is nothing to save.
func (s *Save) Empty() bool { return !s.Changed && len(s.Entries) == 0 && s.Snapshot == nil }

// A Mark is how far a Save reaches.
type Mark struct {
	Term           uint64
	Index, LogTerm uint64
}

// A Served read may be answered from what has been applied.
type Served struct {
	Ticket uint64
	Index  uint64
}

// New returns member id of a group, from 0, as it boots with what it saved. The
// zero State with Vote None is that of a new member.
func New(c Config, id int, luck sim.Rand, now nodes.Ticks, s State) *Machine {
	m := &Machine{
		config: c, id: id, quorum: c.Members/2 + 1, luck: luck,
		term: s.Term, vote: s.Vote, snapshot: s.Snapshot,
		log:    log{base: s.Base, baseTerm: s.BaseTerm, entries: slices.Clip(s.Entries)},
		leader: None, heir: None,
		ballots: make([]ballot, c.Members), peers: make([]progress, c.Members), scratch: make([]uint64, c.Members),
	}
	m.commit, m.applied = s.Snapshot.Index, s.Snapshot.Index
	m.handed, m.saved = m.log.last(), m.log.last()
	if c.Lease > 0 { // it may have answered a leader just before it crashed
		m.guard = now.Add(c.ElectionMin)
	}
	m.wind(now)
	return m
}

// Role returns what the member is.
func (m *Machine) Role() Role { return m.role }

// Term returns the member's term.
func (m *Machine) Term() uint64 { return m.term }

// Leader returns whom the member takes for the leader, or None.
func (m *Machine) Leader() int { return m.leader }

// Commit returns the last entry that the member knows to be committed.
func (m *Machine) Commit() uint64 { return m.commit }

// Last returns the index of the member's last entry.
func (m *Machine) Last() uint64 { return m.log.last() }

// State returns what must be saved, as it is now. It shares its entries.
func (m *Machine) State() State {
	return State{m.term, m.vote, m.snapshot, m.log.base, m.log.baseTerm, slices.Clip(m.log.entries)}
}

// Deadline returns when the member must be told the time, at the latest.
func (m *Machine) Deadline() nodes.Ticks {
	if m.role != Leader {
		return m.timer
	}
	at := m.beat
	if m.config.CheckQuorum {
		at = min(at, m.lonely())
	}
	if m.heir != None {
		at = min(at, m.heirFor)
	}
	return at
}

// Tick tells the member the time.
func (m *Machine) Tick(now nodes.Ticks) {
	if m.role != Leader {
		if now >= m.timer {
			m.timeout(now)
		}
		return
	}
	if m.config.CheckQuorum && now >= m.lonely() {
		m.follow(now, m.term, None)
		return
	}
	if m.stuck && m.commit > m.saved { // the others have saved it long ago
		m.follow(now, m.term, None)
		return
	}
	if m.heir != None && now >= m.heirFor {
		m.heir = None
	}
	if now >= m.beat {
		m.heartbeat(now)
	}
}

// wind starts the election timer again.
func (m *Machine) wind(now nodes.Ticks) {
	m.timer = now.Add(m.luck.Between(m.config.ElectionMin, m.config.ElectionMax+1))
}

// Receive takes in a message.
func (m *Machine) Receive(now nodes.Ticks, x Message) {
	switch {
	case x.Kind == PreVote:
		m.sound(now, x)
		return
	case x.Kind == Vote && !x.Transfer && m.config.CheckQuorum && m.protected(now):
		return // and the later term stays unknown
	case x.Term > m.term && (x.Kind != PreVoteRe || !x.Granted):
		m.follow(now, x.Term, None)
	case x.Term < m.term:
		m.refuse(x)
		return
	}
	switch x.Kind {
	case Vote:
		m.asked(now, x)
	case VoteRe, PreVoteRe:
		m.counted(now, x)
	case Append:
		m.append(now, x)
	case Install:
		m.install(now, x)
	case AppendRe:
		m.acknowledged(now, x)
	case TimeoutNow:
		if m.role != Leader {
			m.campaign(now, true)
		}
	}
}

// refuse answers a request of an earlier term, so that its sender learns of the
// later one.
func (m *Machine) refuse(x Message) {
	switch x.Kind {
	case Vote:
		m.send(Message{Kind: VoteRe, To: x.From})
	case Append, Install:
		m.send(Message{Kind: AppendRe, To: x.From, Match: m.log.last()})
	}
}

// send lets a message of this term leave at once.
func (m *Machine) send(x Message) {
	x.From = m.id
	if x.Term == 0 {
		x.Term = m.term
	}
	if m.out.Now == nil && m.role != Follower { // to all, as a rule
		m.out.Now = make([]Message, 0, len(m.peers)-1)
	}
	m.out.Now = append(m.out.Now, x)
}

// promise lets a message of this term leave when all is saved that it promises.
func (m *Machine) promise(x Message) {
	x.From, x.Term = m.id, m.term
	m.out.After = append(m.out.After, x)
}

// Take returns what has to be done since the last Take.
func (m *Machine) Take() Output {
	if m.role == Leader {
		m.replicate()
	}
	out := m.out
	m.out = Output{}
	if m.changed {
		out.Save.Changed, out.Save.Term, out.Save.Vote = true, m.term, m.vote
		m.changed = false
	}
	if last := m.log.last(); last > m.handed {
		out.Save.Entries = m.log.from(m.handed+1, int(last-m.handed))
		m.handed = last
	}
	out.Mark = Mark{m.term, m.log.last(), m.log.lastTerm()}
	if m.commit > m.applied {
		out.Apply = m.log.from(m.applied+1, int(m.commit-m.applied))
		m.applied = m.commit
	}
	return out
}

// Saved tells the member that what a Take handed out is on disk: its own vote
// and its own copy of the log count from now on.
func (m *Machine) Saved(now nodes.Ticks, k Mark) {
	if k.Index > m.saved && m.log.has(k.Index, k.LogTerm) {
		m.saved = min(k.Index, m.log.last())
	}
	switch {
	case m.role == Candidate && k.Term == m.term && m.ballots[m.id] == unknown:
		m.ballot(now, m.id, true)
	case m.role == Leader:
		m.advance()
	}
}

// Stuck tells the member that what it saves takes longer than an election timeout,
// or no longer does. A leader whose disk alone is stuck steps down, and nobody whose
// disk is stuck campaigns: it could not keep up as a leader.
func (m *Machine) Stuck(stuck bool) { m.stuck = stuck }
