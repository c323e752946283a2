package raft

import "slices"

// Written returns the state as a save leaves it.
func (s State) Written(w *Save) State {
	if w.Changed {
		s.Term, s.Vote = w.Term, w.Vote
	}
	if w.Snapshot != nil && w.Snapshot.Index > s.Base {
		s.Snapshot, s.Base, s.BaseTerm, s.Entries = *w.Snapshot, w.Snapshot.Index, w.Snapshot.Term, nil
	}
	if len(w.Entries) > 0 && w.Entries[0].Index > s.Base {
		keep := w.Entries[0].Index - s.Base - 1
		s.Entries = append(slices.Clip(s.Entries[:min(keep, uint64(len(s.Entries)))]), w.Entries...)
	}
	return s
}

// Has reports whether the state has that very entry. All before the base are
// committed, so that every leader has the same.
func (s State) Has(index, term uint64) bool {
	l := log{base: s.Base, baseTerm: s.BaseTerm, entries: s.Entries}
	return l.has(index, term)
}
