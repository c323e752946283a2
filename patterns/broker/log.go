package broker

import (
	"slices"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// A Message is what was published.
type Message struct {
	ID   sim.Key       // identity: the idempotency key of the publisher, and that of its deliveries
	Item int64         // what it is about: messages about one item stay in order
	Root sim.Key       // the user's request that it came of
	Size int64         // bytes
	At   nodes.Reading // when it was published, by the broker's clock
}

// A Record is one entry of the broker's journal.
type Record struct {
	What      What
	Place     int // the topic of a message, or the subscription of a position
	Partition int
	Offset    int64 // not of a message: messages count up
	Message   Message
}

// What a record says.
type What uint8

// The records.
const (
	Published What = iota // a message is at the end of its partition
	Begins                // the partition begins at the offset: what was before is forgotten
	Settled               // a subscription has dealt with all below the offset
	Parked                // a subscription could not deal with the message at the offset
)

// A Log is all that a broker has to remember, and a fold over the records of its
// journal: what a crash leaves of the journal is what it knows. There is one
// journal, so that no position in it is beyond the messages.
type Log struct {
	topics        [][]partition // by topic and partition
	subscriptions [][]position  // by subscription and partition
	lines         int           // that were folded: what a journal holds unless it was rewritten
	useful        int           // records that say what the log knows
}

// A partition holds messages in the order in which they were published.
type partition struct {
	first int64 // offset of the oldest that is kept
	kept  []Message
}

// A position is how far a subscription has come in a partition.
type position struct {
	settled int64 // all below is dealt with
	parked  []int64
}

// NewLog returns the log of so many topics and subscriptions, all in so many
// partitions.
func NewLog(topics, subscriptions, partitions int) *Log {
	l := &Log{useful: (topics + subscriptions) * partitions}
	for range topics {
		l.topics = append(l.topics, make([]partition, partitions))
	}
	for range subscriptions {
		l.subscriptions = append(l.subscriptions, make([]position, partitions))
	}
	return l
}

var drawPartition = sim.KeyOf("partition")

// Partition returns where messages about an item go. All of them go there, so that
// they stay in order.
func (l *Log) Partition(item int64) int {
	return int(uint64(drawPartition.Mix(uint64(item))) % uint64(len(l.topics[0])))
}

// Fold takes in a record: the one place where a log changes.
func (l *Log) Fold(x Record) {
	l.lines++
	switch x.What {
	case Published:
		p := &l.topics[x.Place][x.Partition]
		p.kept = append(p.kept, x.Message)
		l.useful++
	case Begins:
		l.useful -= l.topics[x.Place][x.Partition].begin(x.Offset)
	case Settled:
		s := &l.subscriptions[x.Place][x.Partition]
		s.settled = max(s.settled, x.Offset)
	case Parked:
		s := &l.subscriptions[x.Place][x.Partition]
		s.settled = max(s.settled, x.Offset+1)
		if !slices.Contains(s.parked, x.Offset) {
			s.parked = append(s.parked, x.Offset)
			l.useful++
		}
	}
}

// begin forgets what is before an offset, and returns how many messages that were.
func (p *partition) begin(at int64) int {
	n := int(min(max(at-p.first, 0), int64(len(p.kept))))
	p.kept = slices.Delete(p.kept, 0, n)
	p.first = max(p.first, at)
	return n
}

// end returns the offset that the next message gets.
func (p *partition) end() int64 { return p.first + int64(len(p.kept)) }

// At returns the message at an offset, or that after it which is kept, and where it
// is. There is none beyond the end.
func (l *Log) At(topic, partition int, offset int64) (m Message, at int64, ok bool) {
	p := &l.topics[topic][partition]
	if at = max(offset, p.first); at >= p.end() {
		return Message{}, at, false
	}
	return p.kept[at-p.first], at, true
}

// End returns the offset after the last message of a partition.
func (l *Log) End(topic, partition int) int64 { return l.topics[topic][partition].end() }

// Settled returns the offset below which a subscription has dealt with everything.
func (l *Log) Settled(subscription, partition int) int64 {
	return l.subscriptions[subscription][partition].settled
}

// Parked returns the offsets of what a subscription could not deal with.
func (l *Log) Parked(subscription, partition int) []int64 {
	return slices.Clone(l.subscriptions[subscription][partition].parked)
}

// Old returns the records that make the log forget what was published longer ago than
// it is kept, whether or not anybody has dealt with it.
func (l *Log) Old(now nodes.Reading, keep time.Duration) []Record {
	var lines []Record
	for t := range l.topics {
		for i := range l.topics[t] {
			p := &l.topics[t][i]
			n := 0
			for n < len(p.kept) && now.Sub(p.kept[n].At) > keep {
				n++
			}
			if n > 0 {
				lines = append(lines, Record{What: Begins, Place: t, Partition: i, Offset: p.first + int64(n)})
			}
		}
	}
	return lines
}

// Bloated reports whether a journal of all records so far holds much that is of no
// use any more.
func (l *Log) Bloated() bool { return l.lines > 1000 && l.lines > 4*l.useful }

// messages yields all that are kept, with their offsets.
func (l *Log) messages(yield func(Record) bool) {
	for t := range l.topics {
		for i := range l.topics[t] {
			p := &l.topics[t][i]
			for k, m := range p.kept {
				if !yield(Record{What: Published, Place: t, Partition: i, Offset: p.first + int64(k), Message: m}) {
					return
				}
			}
		}
	}
}

// Records returns the fewest records that say what the log knows, and takes them for
// those that the journal now holds.
func (l *Log) Records() []Record {
	lines := make([]Record, 0, l.useful)
	for t := range l.topics {
		for i := range l.topics[t] {
			p := &l.topics[t][i]
			lines = append(lines, Record{What: Begins, Place: t, Partition: i, Offset: p.first})
			for _, m := range p.kept {
				lines = append(lines, Record{What: Published, Place: t, Partition: i, Message: m})
			}
		}
	}
	for s := range l.subscriptions {
		for i := range l.subscriptions[s] {
			at := &l.subscriptions[s][i]
			lines = append(lines, Record{What: Settled, Place: s, Partition: i, Offset: at.settled})
			for _, offset := range at.parked {
				lines = append(lines, Record{What: Parked, Place: s, Partition: i, Offset: offset})
			}
		}
	}
	l.lines = len(lines)
	return lines
}
