// Package etcd runs one member of a group on go.etcd.io/raft, the Raft inside
// Kubernetes' store, where package raft runs our own: same commands, same output.
//
// That library draws its election timeouts from a source that the process shares,
// and counts time in ticks. So that a seed decides all, this package ticks leaders
// only, at every heartbeat, by which they send heartbeats and check their quorum.
// Followers and candidates are never ticked, so that the library's own timeouts
// never come up: a timer drawn here from the member's stream calls Campaign. The
// lease by which a follower refuses votes ends with a call of ForgetLeader, an
// election timeout after it last heard the leader.
//
// As in the library's documentation, what a member promises leaves when its state
// is saved, and what a leader sends goes out meanwhile. Without check-quorum its
// pre-votes do not ask whether a leader lives, as ours do.
package etcd

import (
	"encoding/binary"
	"fmt"
	"slices"

	lib "go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"
	"go.etcd.io/raft/v3/tracker"

	"wavetank/nodes"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// A Machine is one member. Its methods are those of raft.Machine.
type Machine struct {
	config  raft.Config
	id      int
	luck    sim.Rand
	node    *lib.RawNode
	storage *storage

	timer    nodes.Ticks // the next campaign
	heard    nodes.Ticks // when a leader last sent something
	beat     nodes.Ticks // the next tick of a leader
	was      raft.Role
	patience int        // beats in an election timeout
	ready    *lib.Ready // handed out, and not saved yet
	applied  uint64
	asked    []uint64      // reads under way, oldest first
	waits    []int         // beats for which each member owes an answer to a snapshot
	granted  []raft.Served // and those that wait until so much is applied
	dropped  []uint64
}

// storage is the library's own, for a group whose members never change.
type storage struct {
	*lib.MemoryStorage
	members *pb.ConfState
}

// InitialState returns what a member begins with.
func (s *storage) InitialState() (*pb.HardState, *pb.ConfState, error) {
	hard, _, err := s.MemoryStorage.InitialState()
	return hard, s.members, err
}

// New returns member id of a group, from 0, as it boots with what it saved.
func New(c raft.Config, id int, luck sim.Rand, now nodes.Ticks, s raft.State) *Machine {
	m := &Machine{
		config: c, id: id, luck: luck, applied: s.Snapshot.Index,
		patience: max(2, int(c.ElectionMin/c.Heartbeat)), waits: make([]int, c.Members),
	}
	m.storage = &storage{lib.NewMemoryStorage(), &pb.ConfState{}}
	for i := range c.Members {
		m.storage.members.Voters = append(m.storage.members.Voters, uint64(i+1))
	}
	if s.Snapshot.Index > 0 {
		must(m.storage.ApplySnapshot(m.snapshot(&s.Snapshot)))
	}
	var rest []*pb.Entry
	for _, e := range s.Entries {
		if e.Index > s.Snapshot.Index {
			rest = append(rest, entry(e))
		}
	}
	must(m.storage.Append(rest))
	must(m.storage.SetHardState(&pb.HardState{Term: &s.Term, Vote: name(s.Vote), Commit: &s.Snapshot.Index}))
	node, err := lib.NewRawNode(&lib.Config{
		ID: uint64(id + 1), Storage: m.storage, Applied: s.Snapshot.Index,
		HeartbeatTick: 1, ElectionTick: m.patience,
		MaxSizePerMsg: uint64(c.Batch) * entrySize, MaxInflightMsgs: c.Window,
		PreVote: c.PreVote, CheckQuorum: c.CheckQuorum, DisableProposalForwarding: true, Logger: silent{},
	})
	must(err)
	m.node = node
	m.wind(now)
	return m
}

func must(err error) {
	if err != nil {
		panic(raft.Impossible("etcd: " + err.Error()))
	}
}

// name returns what the library calls a member; 0 is none.
func name(id int) *uint64 {
	n := uint64(id + 1)
	return &n
}

func (m *Machine) wind(now nodes.Ticks) {
	m.timer = now.Add(m.luck.Between(m.config.ElectionMin, m.config.ElectionMax+1))
}

// Role returns what the member is.
func (m *Machine) Role() raft.Role {
	switch m.node.BasicStatus().RaftState {
	case lib.StateLeader:
		return raft.Leader
	case lib.StateCandidate:
		return raft.Candidate
	case lib.StatePreCandidate:
		return raft.PreCandidate
	}
	return raft.Follower
}

// Term returns the member's term.
func (m *Machine) Term() uint64 { return m.node.BasicStatus().HardState.GetTerm() }

// Leader returns whom the member takes for the leader, or raft.None.
func (m *Machine) Leader() int { return int(m.node.BasicStatus().Lead) - 1 }

// Commit returns the last entry that the member knows to be committed.
func (m *Machine) Commit() uint64 { return m.node.BasicStatus().HardState.GetCommit() }

// Deadline returns when the member must be told the time, at the latest.
func (m *Machine) Deadline() nodes.Ticks {
	switch {
	case m.was == raft.Leader:
		return m.beat
	case m.leased():
		return min(m.timer, m.heard.Add(m.config.ElectionMin))
	}
	return m.timer
}

// leased reports whether the member refuses votes as it hears a leader.
func (m *Machine) leased() bool { return m.config.CheckQuorum && m.Leader() != raft.None }

// Tick tells the member the time.
func (m *Machine) Tick(now nodes.Ticks) {
	defer m.turn(now)
	if m.was == raft.Leader {
		if now >= m.beat {
			m.beat = now.Add(m.config.Heartbeat)
			m.node.Tick()
			m.resend()
		}
		return
	}
	if m.leased() && now >= m.heard.Add(m.config.ElectionMin) {
		must(m.node.ForgetLeader())
	}
	if now >= m.timer {
		m.wind(now)
		must(m.node.Campaign())
	}
}

// resend gives up snapshots that were not answered for an election timeout: the
// library waits until it is told what became of them, and a network that loses
// messages tells nobody.
func (m *Machine) resend() {
	var late []uint64
	m.node.WithProgress(func(id uint64, _ lib.ProgressType, p tracker.Progress) {
		waits := &m.waits[id-1]
		if *waits++; p.State != tracker.StateSnapshot {
			*waits = 0
		} else if *waits >= m.patience {
			late, *waits = append(late, id), 0
		}
	})
	for _, id := range late {
		m.node.ReportSnapshot(id, lib.SnapshotFailure)
	}
}

// turn takes note of a change of role.
func (m *Machine) turn(now nodes.Ticks) {
	role := m.Role()
	switch {
	case role == m.was:
	case role == raft.Leader:
		m.beat = now.Add(m.config.Heartbeat)
	case m.was == raft.Leader:
		m.wind(now)
		m.dropped = append(m.dropped, m.asked...)
		m.asked = nil
	}
	m.was = role
}

// Receive takes in a message.
func (m *Machine) Receive(now nodes.Ticks, x raft.Message) {
	msg := x.Body.(*pb.Message)
	term, vote := m.Term(), m.node.BasicStatus().HardState.GetVote()
	_ = m.node.Step(fresh(msg)) // what it ignores is not to be known here
	switch msg.GetType() {
	case pb.MsgApp, pb.MsgHeartbeat, pb.MsgSnap:
		if msg.GetTerm() >= term {
			m.heard = now
			m.wind(now)
		}
	case pb.MsgVote:
		if after := m.node.BasicStatus().HardState.GetVote(); after == msg.GetFrom() && (after != vote || m.Term() > term) {
			m.wind(now)
		}
	case pb.MsgTimeoutNow:
		if m.Term() > term {
			m.wind(now)
		}
	}
	m.turn(now)
}

// fresh returns a copy of a message whose entries nobody else will append to: it
// may arrive twice, and is not written to bytes on its way.
func fresh(x *pb.Message) *pb.Message {
	return &pb.Message{
		Type: x.Type, To: x.To, From: x.From, Term: x.Term, LogTerm: x.LogTerm, Index: x.Index,
		Entries: slices.Clip(slices.Clone(x.Entries)), Commit: x.Commit, Vote: x.Vote, Snapshot: x.Snapshot,
		Reject: x.Reject, RejectHint: x.RejectHint, Context: x.Context,
	}
}

// Propose appends a command to the leader's log. Its index is the library's secret.
func (m *Machine) Propose(c raft.Command) (index, term uint64, ok bool) {
	if m.was != raft.Leader || m.node.Propose(bytesOf(c)) != nil {
		return 0, 0, false
	}
	return 0, m.Term(), true
}

// Read asks for permission to answer a read. A group of one has to wait for the
// first entry of its term itself: the library would answer from what was known to
// be committed before a crash, which is not saved here.
func (m *Machine) Read(_ nodes.Ticks, ticket uint64) bool {
	if m.was != raft.Leader || m.config.Members == 1 && !m.settled() {
		return false
	}
	m.asked = append(m.asked, ticket)
	m.node.ReadIndex(binary.LittleEndian.AppendUint64(nil, ticket))
	return true
}

// settled reports whether an entry of this term is committed.
func (m *Machine) settled() bool {
	term, err := m.storage.Term(m.Commit())
	return err == nil && term == m.Term()
}

// Transfer lets the leader hand over to a member that keeps up.
func (m *Machine) Transfer(_ nodes.Ticks, to int) bool {
	s := m.node.Status()
	if m.was != raft.Leader || to == m.id || s.LeadTransferee != 0 {
		return false
	}
	p := s.Progress[uint64(to+1)]
	if !p.RecentActive || p.Match+uint64(m.config.Batch) < s.HardState.GetCommit() {
		return false
	}
	m.node.TransferLeader(uint64(to + 1))
	return true
}

// Stuck does nothing: a library that waits for its disk sends no heartbeats meanwhile.
func (m *Machine) Stuck(bool) {}

// Compact replaces the log up to index, which has been applied, by a snapshot. What
// is being saved counts as applied for the library only afterwards: until then it
// still looks at those entries before it campaigns, and they are kept.
func (m *Machine) Compact(index uint64, data []byte, keep uint64) {
	if _, err := m.storage.CreateSnapshot(index, m.storage.members, data); err != nil {
		return // it has one as late
	}
	if index <= keep {
		return
	}
	drop := min(index-keep, m.node.BasicStatus().Applied)
	if first, _ := m.storage.FirstIndex(); drop >= first {
		must(m.storage.Compact(drop))
	}
}

// State returns what must be saved, as it is now.
func (m *Machine) State() raft.State {
	hard, _, _ := m.storage.InitialState()
	snap, _ := m.storage.Snapshot()
	first, _ := m.storage.FirstIndex()
	last, _ := m.storage.LastIndex()
	s := raft.State{Term: hard.GetTerm(), Vote: int(hard.GetVote()) - 1, Snapshot: taken(snap), Base: first - 1}
	s.BaseTerm, _ = m.storage.Term(first - 1)
	if last >= first {
		entries, err := m.storage.Entries(first, last+1, 1<<62)
		must(err)
		s.Entries = list(entries)
	}
	return s
}

// silent is the library's logger. The library ends the process where it finds what
// cannot be.
type silent struct{}

func (silent) Debug(...any)            {}
func (silent) Debugf(string, ...any)   {}
func (silent) Error(...any)            {}
func (silent) Errorf(string, ...any)   {}
func (silent) Info(...any)             {}
func (silent) Infof(string, ...any)    {}
func (silent) Warning(...any)          {}
func (silent) Warningf(string, ...any) {}

func (silent) Fatal(v ...any)                 { panic(raft.Impossible(fmt.Sprint(v...))) }
func (silent) Fatalf(format string, v ...any) { panic(raft.Impossible(fmt.Sprintf(format, v...))) }
func (silent) Panic(v ...any)                 { panic(raft.Impossible(fmt.Sprint(v...))) }
func (silent) Panicf(format string, v ...any) { panic(raft.Impossible(fmt.Sprintf(format, v...))) }
