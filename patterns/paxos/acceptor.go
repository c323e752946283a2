package paxos

import (
	"cmp"
	"slices"

	"wavetank/net"
	"wavetank/sim"
)

// A Ballot is a number under which one proposer proposes. No two proposers have
// the same.
type Ballot struct {
	Round    int64 // from 1; 0 is no ballot
	Proposer net.ID
}

// Compare orders ballots.
func (b Ballot) Compare(c Ballot) int {
	return cmp.Or(cmp.Compare(b.Round, c.Round), cmp.Compare(b.Proposer, c.Proposer))
}

// A Command is a read or a write of an item, as one attempt of a client wants it.
type Command struct {
	ID    sim.Key
	Item  int64
	Token int64 // of a write; 0 reads
}

// A Value is what a decree is about: commands, in order. It is not changed.
type Value []Command

// An Entry is a decree as an acceptor has accepted it.
type Entry struct {
	Slot   int64
	Ballot Ballot
	Value  Value
}

// An Acceptor promises and accepts. It is pure; what it says must be durable before
// it is sent.
//
//	prepare b ─► promised, unless to a higher: told what was accepted so far
//	accept  b ─► accepted, unless a higher was promised
type Acceptor struct {
	Promised Ballot
	accepted slots
}

// Prepare promises to accept nothing below the ballot, for all slots, and returns
// what was accepted from that slot on. False: a higher one was promised.
func (a *Acceptor) Prepare(b Ballot, from int64) (accepted []Entry, ok bool) {
	if b.Compare(a.Promised) < 0 {
		return nil, false
	}
	a.Promised = b
	for _, e := range a.accepted[min(from, int64(len(a.accepted))):] {
		if e.Ballot.Round > 0 {
			accepted = append(accepted, e)
		}
	}
	return accepted, true
}

// Accept accepts a value, unless a higher ballot was promised.
func (a *Acceptor) Accept(e Entry) bool {
	if e.Ballot.Compare(a.Promised) < 0 {
		return false
	}
	a.Promised = e.Ballot
	*a.accepted.at(e.Slot) = e
	return true
}

// slots is entries of slots that follow each other; one without a ballot is none.
type slots []Entry

// at returns the entry at a place, and makes room for it.
func (s *slots) at(place int64) *Entry {
	for int64(len(*s)) <= place {
		*s = append(*s, Entry{})
	}
	return &(*s)[place]
}

// A Proposal is the first phase of a ballot: it gathers promises, and what those
// who gave them had accepted.
type Proposal struct {
	Ballot  Ballot
	From    int64 // the first slot that it asks for
	promise []net.ID
	adopted slots // from that on, of each the entry with the highest ballot
}

// Promised takes in a promise, and returns how many there are.
func (p *Proposal) Promised(from net.ID, accepted []Entry) int {
	if slices.Contains(p.promise, from) {
		return len(p.promise)
	}
	p.promise = append(p.promise, from)
	for _, e := range accepted {
		if adopted := p.adopted.at(e.Slot - p.From); adopted.Ballot.Compare(e.Ballot) < 0 {
			*adopted = e
		}
	}
	return len(p.promise)
}

// Value returns what must be proposed for a slot: what may have been chosen, or
// else the proposer's own.
func (p *Proposal) Value(slot int64, own Value) Value {
	if slot < p.From || slot > p.Last() || p.adopted[slot-p.From].Ballot.Round == 0 {
		return own
	}
	return p.adopted[slot-p.From].Value
}

// Last returns the last slot for which something was accepted, the one before the first if
// there is none.
func (p *Proposal) Last() int64 { return p.From + int64(len(p.adopted)) - 1 }

// Open returns what must be proposed for each slot from one on: what may have been
// chosen, and nothing where nobody had accepted anything, to the last for which
// somebody had; for that slot alone the proposer's own, if nobody had for any.
func (p *Proposal) Open(slot int64, own Value) []Value {
	if slot > p.Last() {
		return []Value{own}
	}
	var values []Value
	for ; slot <= p.Last(); slot++ {
		values = append(values, p.Value(slot, nil))
	}
	return values
}
