package raft

import (
	"wavetank/nodes"
	"wavetank/sim"
)

// None is no member.
const None = -1

// A Command is what an entry asks of the store. The machine does not look into
// it; the zero Command is what a new leader writes to find out what is committed.
type Command struct {
	Item  int64   // what is written to
	Token int64   // what is written
	Once  sim.Key // the write's identity: the same for all attempts at it
}

// An Entry is one place of the log.
type Entry struct {
	Index, Term uint64
	Command
}

// A Snapshot stands for the log up to Index, whose entry was of Term.
type Snapshot struct {
	Index, Term uint64
	Data        []byte // of the store
}

// A Kind says what a message wants.
type Kind uint8

// The kinds of messages.
const (
	PreVote    Kind = iota // would you vote for me?
	PreVoteRe              // Granted: I would
	Vote                   // vote for me
	VoteRe                 // Granted: I do
	Append                 // these entries follow that one; none is a heartbeat
	AppendRe               // Granted: I have them, up to Match; else try from Match on
	Install                // a snapshot, as the entries are gone
	TimeoutNow             // campaign at once: you are to lead
)

// String names the kind.
func (k Kind) String() string {
	return [...]string{"pre-vote?", "pre-vote!", "vote?", "vote!", "append?", "append!", "install?", "timeout-now"}[k]
}

// A Message goes from one member to another. Which fields mean something is
// said with its Kind.
type Message struct {
	Kind     Kind
	From, To int
	Term     uint64 // of the sender; in a pre-vote the term that it would begin

	Index, LogTerm uint64    // of a candidate's last entry, or of the entry before Entries; the Index in the answer, too
	Entries        []Entry   // never written to again
	Commit         uint64    // the leader's
	Snapshot       *Snapshot // never written to again
	Transfer       bool      // of a vote: the leader itself asked for it

	Granted bool
	Match   uint64
	Sent    nodes.Ticks // when the leader sent what this answers, on its own clock
	Round   uint64      // the leader's round that this answers

	Body  any   // of another algorithm: what it says in place of all of the above but From and To
	Bytes int64 // of Body
}

// Size returns the bytes of the message on a wire.
func (m *Message) Size() int64 {
	size := 64 + 40*int64(len(m.Entries)) + m.Bytes
	if m.Snapshot != nil {
		size += int64(len(m.Snapshot.Data))
	}
	return size
}
