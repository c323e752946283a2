package outbox

import (
	"encoding/binary"
	"errors"
	"slices"

	"wavetank/nodes"
	"wavetank/sim"
)

// A Message is what is to be published about a row. They have one identity.
type Message struct {
	ID   sim.Key // of the request that wrote the row
	Item int64   // what it is about: messages about one item are published in order
	Root sim.Key // the user's request
}

// A Record is one entry of the service's journal: one transaction.
type Record struct {
	What    What
	Message Message // of Sent only the ID
}

// What a record says.
type What uint8

// The records. A Row alone is what those write who publish by themselves.
const (
	Row     What = iota // the row is written
	Pending             // the row is written, and its message is to be published
	Sent                // the message is published
)

// A Table is what a service knows of its rows and their messages. It is pure, and
// the fold over the records of the journal that became durable.
//
//	Pending ──► next ──► publish ──► acknowledged ──► Sent
//
// A record says Sent after the message was acknowledged, never before: a crash in
// between publishes it again, and loses none.
type Table struct {
	rows    map[sim.Key]bool
	pending []Message // in the order of their transactions
}

// NewTable returns the table without rows.
func NewTable() *Table { return &Table{rows: make(map[sim.Key]bool)} }

// Has reports whether a row is there.
func (t *Table) Has(id sim.Key) bool { return t.rows[id] }

// Backlog returns how many messages are to be published.
func (t *Table) Backlog() int { return len(t.pending) }

// Fold takes in a record: the one place where a table changes. A row that is there
// is not written again.
func (t *Table) Fold(x Record) {
	switch x.What {
	case Row, Pending:
		if t.rows[x.Message.ID] {
			return
		}
		t.rows[x.Message.ID] = true
		if x.What == Pending {
			t.pending = append(t.pending, x.Message)
		}
	case Sent:
		if i := slices.IndexFunc(t.pending, func(m Message) bool { return m.ID == x.Message.ID }); i >= 0 {
			t.pending = slices.Delete(t.pending, i, i+1)
		}
	}
}

// Next returns the oldest messages that are to be published, at most so many, as
// lanes: those about one item are one after the other in one lane, and lanes may go
// side by side.
func (t *Table) Next(most int) [][]Message {
	var lanes [][]Message
	at := make(map[int64]int)
	for _, m := range t.pending[:min(most, len(t.pending))] {
		i, known := at[m.Item]
		if !known {
			i = len(lanes)
			at[m.Item] = i
			lanes = append(lanes, nil)
		}
		lanes[i] = append(lanes[i], m)
	}
	return lanes
}

// ErrCorrupt is a record that cannot be decoded.
var ErrCorrupt = errors.New("outbox: a record is no line")

// Encode returns a record as bytes.
func (x Record) Encode() []byte {
	b := append(make([]byte, 0, 32), byte(x.What))
	b = binary.LittleEndian.AppendUint64(b, uint64(x.Message.ID))
	b = binary.LittleEndian.AppendUint64(b, uint64(x.Message.Root))
	return binary.AppendVarint(b, x.Message.Item)
}

// Decode returns the record that these bytes are, or ErrCorrupt.
func Decode(record []byte) (Record, error) {
	if len(record) == 0 || What(record[0]) > Sent {
		return Record{}, ErrCorrupt
	}
	r := nodes.ReadRecord(record[1:])
	x := Record{What(record[0]), Message{ID: r.Key(), Root: r.Key(), Item: r.Varint()}}
	if !r.Whole() {
		return Record{}, ErrCorrupt
	}
	return x, nil
}
