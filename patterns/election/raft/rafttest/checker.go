package rafttest

import (
	"encoding/binary"
	"fmt"

	"wavetank/nodes"
	"wavetank/patterns/election/raft"
)

// A checker sees all of a storm and knows the laws: one leader and one vote in a
// term, leaders with all that was committed before, the same entries applied by
// all in order, and reads that see what was acknowledged before they were asked.
type checker struct {
	now       nodes.Ticks
	anyTimer  bool
	fault     error // the first law that was broken
	leaders   map[uint64]int
	complete  map[uint64]bool // leaders that have been found to have everything
	votes     map[ballotOf]int
	committed []raft.Entry      // from index 1 on
	during    []uint64          // the terms in which they were
	applied   []uint64          // by member
	proposed  map[int64]uint64  // the terms of what clients wrote, by token
	acked     uint64            // the last write that a client was told is done
	reads     map[uint64]uint64 // by ticket: what it must see
	served    int
}

// A ballotOf is a member's vote in a term.
type ballotOf struct {
	member int
	term   uint64
}

func newChecker(members int, anyTimer bool) checker {
	return checker{
		anyTimer: anyTimer,
		leaders:  map[uint64]int{}, complete: map[uint64]bool{}, votes: map[ballotOf]int{},
		applied: make([]uint64, members), proposed: map[int64]uint64{}, reads: map[uint64]uint64{},
	}
}

func (w *checker) broke(format string, args ...any) {
	if w.fault == nil {
		w.fault = fmt.Errorf("at %v: "+format, append([]any{w.now}, args...)...)
	}
}

// hear gives a message to a member, and checks when the member starts its election
// timer again: only for a leader of its term, a vote that it grants, and its own
// candidacy.
func (w *checker) hear(m raft.Engine, x raft.Message, now nodes.Ticks) {
	if w.anyTimer {
		m.Receive(now, x)
		return
	}
	timer, role, term, vote := m.Deadline(), m.Role(), m.Term(), m.State().Vote
	m.Receive(now, x)
	after := m.State()
	leads := (x.Kind == raft.Append || x.Kind == raft.Install) && x.Term >= term
	granted := after.Vote != raft.None && (after.Vote != vote || after.Term != term) || x.Kind == raft.Vote && after.Vote == x.From
	campaign := after.Term > term && after.Vote == x.To
	if m.Deadline() != timer && role != raft.Leader && m.Role() != raft.Leader && !leads && !granted && !campaign {
		w.broke("member %d's timer moved on %v from %d", x.To, x.Kind, x.From)
	}
}

// voted takes note of a vote that leaves. Those of other engines have no Kind.
func (w *checker) voted(x raft.Message) {
	if x.Body != nil || x.Kind != raft.VoteRe || !x.Granted {
		return
	}
	b := ballotOf{x.From, x.Term}
	if to, before := w.votes[b]; before && to != x.To {
		w.broke("member %d voted for %d and %d in term %d", x.From, to, x.To, x.Term)
	}
	w.votes[b] = x.To
}

// leads checks a leader: one in a term, and once its State shows its whole log, it
// must have all that was committed in earlier terms.
func (w *checker) leads(id int, m raft.Engine, whole bool) {
	term := m.Term()
	if other, known := w.leaders[term]; known && other != id {
		w.broke("members %d and %d both lead in term %d", other, id, term)
	}
	w.leaders[term] = id
	if !whole || w.complete[term] {
		return
	}
	w.complete[term] = true
	s := m.State()
	for i, e := range w.committed {
		if w.during[i] < term && !s.Has(e.Index, e.Term) {
			w.broke("member %d leads term %d without entry %d of term %d, which is committed", id, term, e.Index, e.Term)
			return
		}
	}
}

// asked takes note of a read: it must see what has been acknowledged.
func (w *checker) asked(ticket uint64) { w.reads[ticket] = w.acked }

// apply checks what a member applies, and the reads that it answers.
func (w *checker) apply(id int, m raft.Engine, out *raft.Output) {
	if out.Restore != nil {
		w.applied[id] = binary.LittleEndian.Uint64(out.Restore.Data)
	}
	for _, e := range out.Apply {
		last := uint64(len(w.committed))
		switch {
		case e.Index != w.applied[id]+1:
			w.broke("member %d applies entry %d after %d", id, e.Index, w.applied[id])
		case e.Index > last+1:
			w.broke("member %d applies entry %d of %d", id, e.Index, last)
		case e.Index == last+1:
			w.committed, w.during = append(w.committed, e), append(w.during, m.Term())
		case w.committed[e.Index-1] != e:
			w.broke("member %d applies %v, another applied %v", id, e, w.committed[e.Index-1])
		}
		if w.fault != nil {
			return
		}
		w.applied[id] = e.Index
		if term, ours := w.proposed[e.Token]; ours && term == e.Term && m.Role() == raft.Leader {
			w.acked = max(w.acked, e.Index)
		}
	}
	for _, s := range out.Served {
		w.served++
		if w.applied[id] < w.reads[s.Ticket] {
			w.broke("member %d answers a read from entry %d; entry %d was acknowledged before it was asked", id, w.applied[id], w.reads[s.Ticket])
		}
	}
}

// progressed checks that the calm had entries committed and everybody keep up,
// unless entries go one by one, with which who is far behind needs longer.
func (w *checker) progressed(before int, fast bool) {
	last := uint64(len(w.committed))
	if int(last) == before {
		w.broke("nothing was committed in half a second of calm")
	}
	for id, applied := range w.applied {
		if fast && applied+100 < last {
			w.broke("member %d has applied %d of %d", id, applied, last)
		}
	}
}
