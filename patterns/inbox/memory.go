package inbox

import (
	"encoding/binary"
	"errors"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// A Record is one entry of the receiver's journal: one transaction.
type Record struct {
	What What
	ID   sim.Key // the message's
	Item int64
	At   nodes.Reading
}

// What a record says.
type What uint8

// The records. Both is the transaction of an idempotent receiver.
const (
	Both   What = iota // the effect, and that the message was dealt with
	Effect             // only the effect
	Known              // only that the message was dealt with
)

// A Memory is which messages a receiver has dealt with, of those that it still
// remembers. It is pure, and the fold over the records of the journal that became
// durable.
type Memory struct {
	window time.Duration // 0 is for ever
	most   int           // 0 is no bound
	seen   map[sim.Key]nodes.Reading
	order  []sim.Key // of those in seen, the oldest first
}

// NewMemory returns a memory that keeps identities for so long, and so many; zero
// is without a bound.
func NewMemory(window time.Duration, most int) *Memory {
	return &Memory{window: window, most: most, seen: make(map[sim.Key]nodes.Reading)}
}

// Fold takes in a record: the one place where a memory grows.
func (m *Memory) Fold(x Record) {
	if x.What == Effect {
		return
	}
	m.Forget(x.At)
	if _, known := m.seen[x.ID]; !known {
		m.order = append(m.order, x.ID)
	}
	m.seen[x.ID] = x.At
	m.Forget(x.At)
}

// Forget lets go of what is too old, or too much. It returns how many that were.
func (m *Memory) Forget(now nodes.Reading) (n int) {
	for len(m.order) > 0 {
		oldest := m.order[0]
		old := m.window > 0 && now.Sub(m.seen[oldest]) > m.window
		if !old && (m.most == 0 || len(m.order) <= m.most) {
			break
		}
		delete(m.seen, oldest)
		m.order = m.order[1:]
		n++
	}
	return n
}

// Knows reports whether a message is remembered.
func (m *Memory) Knows(now nodes.Reading, id sim.Key) bool {
	at, known := m.seen[id]
	return known && (m.window == 0 || now.Sub(at) <= m.window)
}

// Len returns how many messages are remembered.
func (m *Memory) Len() int { return len(m.order) }

// ErrCorrupt is a record that cannot be decoded.
var ErrCorrupt = errors.New("inbox: a record is no line")

// Encode returns a record as bytes.
func (x Record) Encode() []byte {
	b := append(make([]byte, 0, 32), byte(x.What))
	b = binary.LittleEndian.AppendUint64(b, uint64(x.ID))
	b = binary.AppendVarint(b, x.Item)
	return binary.AppendVarint(b, int64(x.At))
}

// Decode returns the record that these bytes are, or ErrCorrupt.
func Decode(record []byte) (Record, error) {
	if len(record) == 0 || What(record[0]) > Known {
		return Record{}, ErrCorrupt
	}
	r := nodes.ReadRecord(record[1:])
	x := Record{What(record[0]), r.Key(), r.Varint(), nodes.Reading(r.Varint())}
	if !r.Whole() {
		return Record{}, ErrCorrupt
	}
	return x, nil
}
