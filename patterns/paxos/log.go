package paxos

// A Log is the decrees that a member knows to be chosen, and the store that comes
// of carrying them out in order. It is pure.
type Log struct {
	chosen []decree
	next   int64           // the first slot that is not known, and so not carried out
	items  map[int64]int64 // the token of the last write of each
	done   map[write]bool  // all that were carried out, for ever: one that comes again is not carried out again
}

type decree struct {
	known bool
	value Value
}

// A write is the identity of what a client wants done once. It may be proposed more
// often: by each member that the client tried, and as late as these come to it.
type write struct{ item, token int64 }

// NewLog returns the log of a member that knows nothing.
func NewLog() *Log { return &Log{items: make(map[int64]int64), done: make(map[write]bool)} }

// Next returns the first slot whose decree is not known.
func (l *Log) Next() int64 { return l.next }

// Known returns what is known to be chosen for a slot.
func (l *Log) Known(slot int64) (v Value, known bool) {
	if slot >= int64(len(l.chosen)) {
		return nil, false
	}
	return l.chosen[slot].value, l.chosen[slot].known
}

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
	if w := (write{c.Item, c.Token}); c.Token != 0 && !l.done[w] {
		l.done[w] = true
		l.items[c.Item] = c.Token
	}
	return l.items[c.Item]
}
