package cqrs

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	"wavetank/nodes"
	"wavetank/patterns/eventsourcing"
)

// A Row is what a read model shows of one item.
type Row struct {
	Value    int64
	Token    int64 // of the last write in it, as loads know it
	Position int64 // of the last event in it
}

// A Fold says what an event makes of a row. It is pure, and the events of
// different streams commute under it.
type Fold func(Row, eventsourcing.Event) Row

// FoldOf returns the fold of that name: the sum of the changes, their count, or
// the last of them.
func FoldOf(name string) Fold {
	return func(r Row, e eventsourcing.Event) Row {
		change, token := eventsourcing.Payload(e)
		last := e.Position > r.Position
		switch name {
		case "sum":
			r.Value += change
		case "count":
			r.Value++
		case "last":
			if last {
				r.Value = change
			}
		}
		if last {
			r.Token, r.Position = token, e.Position
		}
		return r
	}
}

// ErrGap is an event that came before another of its stream.
var ErrGap = errors.New("cqrs: an event of the stream is missing before it")

// A Model is a read model: rows made of events, and how far in the log it is. It
// is pure. Its Checkpoint is the position up to which it has taken in every event,
// and never falls. An event that it knows changes nothing, so that deliveries may
// repeat, and those of different streams may come in any order.
type Model struct {
	fold       Fold
	itemOf     func(stream int64) int64
	rows       map[int64]Row
	versions   map[int64]int64 // by stream: of the last event taken in
	ahead      map[int64]bool  // positions beyond the checkpoint that are taken in
	parked     []int64
	checkpoint int64
	commits    int // so far
}

// NewModel returns a model of nothing. itemOf says which row the events of a
// stream belong to; nil is one for each stream.
func NewModel(fold Fold, itemOf func(stream int64) int64) *Model {
	if itemOf == nil {
		itemOf = func(stream int64) int64 { return stream }
	}
	return &Model{fold: fold, itemOf: itemOf, rows: make(map[int64]Row), versions: make(map[int64]int64), ahead: make(map[int64]bool)}
}

// Checkpoint returns the position up to which all events are taken in.
func (m *Model) Checkpoint() int64 { return m.checkpoint }

// Row returns what the model shows of an item; the zero Row is nothing.
func (m *Model) Row(item int64) Row { return m.rows[item] }

// Items returns the items that the model shows something of, in order.
func (m *Model) Items() []int64 { return slices.Sorted(maps.Keys(m.rows)) }

// Parked returns the positions of the events that were put aside, in order.
func (m *Model) Parked() []int64 { return slices.Clone(m.parked) }

// Equal reports whether two models show the same and are equally far.
func (m *Model) Equal(o *Model) bool {
	return m.checkpoint == o.checkpoint && maps.Equal(m.rows, o.rows) && maps.Equal(m.versions, o.versions) && maps.Equal(m.ahead, o.ahead)
}

// A Transaction is events on their way into a model: they become visible together,
// with the checkpoint, when it is committed, and until then not at all. Of two that
// began at one time only one can be committed.
type Transaction struct {
	model    *Model
	began    int // commits before it
	rows     map[int64]Row
	versions map[int64]int64
	taken    []int64 // positions, in the order of their coming
	parked   []int64
}

// Begin returns an empty transaction.
func (m *Model) Begin() *Transaction {
	return &Transaction{model: m, began: m.commits, rows: make(map[int64]Row), versions: make(map[int64]int64)}
}

// Take takes in an event, unless the model has it. It returns ErrGap, and takes
// nothing, for one that came too early: the events of a stream come in order.
func (t *Transaction) Take(e eventsourcing.Event) error {
	if known, err := t.admit(e); known || err != nil {
		return err
	}
	item := t.model.itemOf(e.Stream)
	row, ok := t.rows[item]
	if !ok {
		row = t.model.rows[item]
	}
	t.rows[item] = t.model.fold(row, e)
	return nil
}

// Skip is Take for an event that the model is not made of.
func (t *Transaction) Skip(e eventsourcing.Event) error {
	_, err := t.admit(e)
	return err
}

// Park puts an event aside: the model goes on without it.
func (t *Transaction) Park(e eventsourcing.Event) error {
	known, err := t.admit(e)
	if !known && err == nil {
		t.parked = append(t.parked, e.Position)
	}
	return err
}

// admit notes an event, and reports whether it was known.
func (t *Transaction) admit(e eventsourcing.Event) (known bool, err error) {
	version, ok := t.versions[e.Stream]
	if !ok {
		version = t.model.versions[e.Stream]
	}
	switch {
	case e.Version <= version:
		return true, nil
	case e.Version > version+1:
		return false, fmt.Errorf("%w: stream %d is at %d, the event is %d", ErrGap, e.Stream, version, e.Version)
	}
	t.versions[e.Stream] = e.Version
	t.taken = append(t.taken, e.Position)
	return false, nil
}

// Late reports whether the model has moved on since the transaction began: it
// rests on what is no longer so, and must be given up.
func (t *Transaction) Late() bool { return t.began != t.model.commits }

// Commit lets the model show what the transaction took in. It panics if that is
// too late.
func (t *Transaction) Commit() {
	if t.Late() {
		panic(fmt.Sprintf("cqrs: a transaction that began after %d others is committed after %d", t.began, t.model.commits))
	}
	t.commitRows()
	t.commitCheckpoint()
}

func (t *Transaction) commitRows() { maps.Copy(t.model.rows, t.rows) }

func (t *Transaction) commitCheckpoint() {
	m := t.model
	m.commits++
	maps.Copy(m.versions, t.versions)
	for _, p := range t.taken {
		m.ahead[p] = true
	}
	m.parked = append(m.parked, t.parked...)
	slices.Sort(m.parked)
	for m.ahead[m.checkpoint+1] {
		m.checkpoint++
		delete(m.ahead, m.checkpoint)
	}
}

// Parts of a record: what of a transaction it holds.
const (
	withRows = 1 << iota
	withCheckpoint
)

// Record returns the transaction as a record to be made durable before Commit.
// It holds what the model will be, not how it changes, so that restoring it twice
// is restoring it once.
func (t *Transaction) Record() []byte { return t.record(withRows | withCheckpoint) }

func (t *Transaction) record(parts byte) []byte {
	b := []byte{parts}
	if parts&withRows != 0 {
		b = binary.AppendUvarint(b, uint64(len(t.rows)))
		for _, item := range slices.Sorted(maps.Keys(t.rows)) {
			r := t.rows[item]
			for _, n := range []int64{item, r.Value, r.Token, r.Position} {
				b = binary.AppendVarint(b, n)
			}
		}
	}
	if parts&withCheckpoint != 0 {
		b = binary.AppendUvarint(b, uint64(len(t.versions)))
		for _, stream := range slices.Sorted(maps.Keys(t.versions)) {
			b = binary.AppendVarint(binary.AppendVarint(b, stream), t.versions[stream])
		}
		for _, list := range [][]int64{t.taken, t.parked} {
			b = binary.AppendUvarint(b, uint64(len(list)))
			for _, p := range list {
				b = binary.AppendVarint(b, p)
			}
		}
	}
	return b
}

// ErrCorrupt is a record that is not one of a model.
var ErrCorrupt = errors.New("cqrs: a record is no transaction")

// Restore takes in a record of a transaction of the model. Records are restored
// in the order in which they were made.
func (m *Model) Restore(record []byte) error {
	if len(record) == 0 || record[0] == 0 || record[0] > withRows|withCheckpoint {
		return ErrCorrupt
	}
	d := nodes.ReadRecord(record[1:])
	t := m.Begin()
	if record[0]&withRows != 0 {
		for range d.Count() {
			item := d.Varint()
			t.rows[item] = Row{d.Varint(), d.Varint(), d.Varint()}
		}
	}
	if record[0]&withCheckpoint != 0 {
		for range d.Count() {
			stream := d.Varint()
			t.versions[stream] = d.Varint()
		}
		for _, list := range []*[]int64{&t.taken, &t.parked} {
			for range d.Count() {
				*list = append(*list, d.Varint())
			}
		}
	}
	if !d.Whole() {
		return ErrCorrupt
	}
	t.taken = slices.DeleteFunc(t.taken, func(p int64) bool { return p <= m.checkpoint || m.ahead[p] })
	t.parked = slices.DeleteFunc(t.parked, func(p int64) bool { return slices.Contains(m.parked, p) })
	t.Commit()
	return nil
}
