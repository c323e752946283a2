package raft

import "fmt"

// A log is the entries after a base, which a snapshot stands for.
type log struct {
	base, baseTerm uint64 // of the last entry that is gone; 0 is none
	entries        []Entry
}

func (l *log) last() uint64 { return l.base + uint64(len(l.entries)) }

func (l *log) lastTerm() uint64 { return l.term(l.last()) }

// term returns the term of an entry, or 0 of one that is gone or was never there.
func (l *log) term(index uint64) uint64 {
	switch {
	case index == l.base:
		return l.baseTerm
	case index < l.base || index > l.last():
		return 0
	}
	return l.entries[index-l.base-1].Term
}

// has reports whether the log has that very entry. All before the base are
// committed, so that every leader has the same.
func (l *log) has(index, term uint64) bool {
	return index < l.base || index <= l.last() && l.term(index) == term
}

// from returns at most n entries from index on, which is above the base.
func (l *log) from(index uint64, n int) []Entry {
	if index > l.last() {
		return nil
	}
	rest := l.entries[index-l.base-1:]
	n = min(n, len(rest))
	return rest[:n:n]
}

// truncate drops the entries from index on. What was handed out stays as it is.
func (l *log) truncate(index uint64) {
	if index <= l.base {
		panic(Impossible(fmt.Sprintf("raft: entry %d is to go, but all up to %d are committed", index, l.base)))
	}
	keep := index - l.base - 1
	l.entries = l.entries[:keep:keep]
}

// discard drops the entries up to index, for which a snapshot stands.
func (l *log) discard(index uint64) {
	if index <= l.base {
		return
	}
	term := l.term(index)
	l.entries = append(make([]Entry, 0, cap(l.entries)), l.entries[index-l.base:]...) // as many may follow
	l.base, l.baseTerm = index, term
}

// conflict returns the last entry before those of the term of the entry at
// index, where a leader that does not have it should try next.
func (l *log) conflict(index uint64) uint64 {
	if index > l.last() {
		return l.last()
	}
	term := l.term(index)
	for index > l.base && l.term(index) == term {
		index--
	}
	return index
}
