package paxos

import "slices"

// A Log is the decrees that a member knows to be chosen, and the store that comes
// of carrying them out in order. It is pure.
type Log struct {
	chosen []decree
	next   int64 // the first slot that is not known, and so not carried out
	items  map[int64]cell
}

type decree struct {
	known bool
	value Value
}

// A cell is an item: the token of its last write, and those written lately, so that
// a write that was proposed twice happens once.
type cell struct {
	token  int64
	recent []int64
}

// recently is how many tokens of an item are remembered.
const recently = 16

// NewLog returns the log of a member that knows nothing.
func NewLog() *Log { return &Log{items: make(map[int64]cell)} }

// Next returns the first slot whose decree is not known.
func (l *Log) Next() int64 { return l.next }

// From returns decrees that are known, from that slot on, at most so many.
func (l *Log) From(slot int64, most int) (values []Value) {
	for ; slot < l.next && len(values) < most; slot++ {
		values = append(values, l.chosen[slot].value)
	}
	return values
}

// Learn takes in that a value was chosen for a slot, and carries out what can be,
// telling done of each command what it found.
func (l *Log) Learn(slot int64, v Value, done func(Command, int64)) {
	for int64(len(l.chosen)) <= slot {
		l.chosen = append(l.chosen, decree{})
	}
	l.chosen[slot] = decree{true, v}
	for l.next < int64(len(l.chosen)) && l.chosen[l.next].known {
		for _, c := range l.chosen[l.next].value {
			done(c, l.apply(c))
		}
		l.next++
	}
}

// apply carries out a command and returns the token that the item then has.
func (l *Log) apply(c Command) int64 {
	x := l.items[c.Item]
	if c.Token != 0 && !slices.Contains(x.recent, c.Token) {
		recent := append(x.recent, c.Token)
		x = cell{c.Token, slices.Clone(recent[max(0, len(recent)-recently):])}
		l.items[c.Item] = x
	}
	return x.token
}
