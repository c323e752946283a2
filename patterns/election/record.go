package election

import (
	"encoding/binary"
	"slices"

	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// The records of a member's journal begin with what they hold.
const (
	recordVote     = 'v' // the term and the vote in it
	recordEntries  = 'e' // entries, in place of all from the first of them on
	recordSnapshot = 's' // a snapshot and the base of the log, in place of all before
)

// journalLines are records that a journal is to be appended, with room for the next ones. The
// journal has a copy of them as soon as it writes.
type journalLines struct {
	records [][]byte
	room    []byte
}

func (l *journalLines) empty() { l.records, l.room = l.records[:0], l.room[:0] }

// add adds what a change of the state comes to.
func (l *journalLines) add(s *raft.Save) {
	if s.Changed {
		l.take(appendVote(l.room, s.Term, s.Vote))
	}
	if len(s.Entries) > 0 {
		l.take(appendEntries(l.room, s.Entries))
	}
}

// take adds what longer has after the room that is used. If it lies elsewhere, for lack of
// room, the records before it stay where they are.
func (l *journalLines) take(longer []byte) {
	l.records = append(l.records, longer[len(l.room):])
	l.room = longer
}

// whole returns the records of a state, in place of all others.
func whole(s raft.State) [][]byte {
	b := []byte{recordSnapshot}
	for _, v := range []uint64{s.Snapshot.Index, s.Snapshot.Term, s.Base, s.BaseTerm} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	list := [][]byte{append(b, s.Snapshot.Data...), appendVote(nil, s.Term, s.Vote)}
	if len(s.Entries) > 0 {
		list = append(list, appendEntries(nil, s.Entries))
	}
	return list
}

func appendVote(b []byte, term uint64, vote int) []byte {
	b = binary.LittleEndian.AppendUint64(append(b, recordVote), term)
	return binary.LittleEndian.AppendUint64(b, uint64(int64(vote)))
}

func appendEntries(b []byte, entries []raft.Entry) []byte {
	b = append(slices.Grow(b, 1+40*len(entries)), recordEntries)
	for _, e := range entries {
		for _, v := range [...]uint64{e.Index, e.Term, uint64(e.Item), uint64(e.Token), uint64(e.Once)} {
			b = binary.LittleEndian.AppendUint64(b, v)
		}
	}
	return b
}

// stateOf returns the state that a journal's records leave.
func stateOf(list [][]byte) raft.State {
	s := raft.State{Vote: raft.None}
	for _, record := range list {
		b := record[1:]
		take := func() uint64 {
			v := binary.LittleEndian.Uint64(b)
			b = b[8:]
			return v
		}
		switch record[0] {
		case recordVote:
			s.Term, s.Vote = take(), int(int64(take()))
		case recordSnapshot:
			s = raft.State{Vote: raft.None}
			s.Snapshot.Index, s.Snapshot.Term, s.Base, s.BaseTerm = take(), take(), take(), take()
			s.Snapshot.Data = b
		case recordEntries:
			for first := true; len(b) > 0; first = false {
				e := raft.Entry{Index: take(), Term: take()}
				e.Item, e.Token, e.Once = int64(take()), int64(take()), sim.Key(take())
				if first && e.Index > s.Base {
					keep := min(e.Index-s.Base-1, uint64(len(s.Entries)))
					s.Entries = s.Entries[:keep]
				}
				s.Entries = append(s.Entries, e)
			}
		}
	}
	return s
}
