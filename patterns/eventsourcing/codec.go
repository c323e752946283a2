package eventsourcing

import (
	"encoding/binary"
	"errors"

	"wavetank/nodes"
	"wavetank/sim"
)

// ErrCorrupt is a record that is not an event.
var ErrCorrupt = errors.New("eventsourcing: a record is no event")

// Encode returns an event as a record.
func (e Event) Encode() []byte {
	b := make([]byte, 0, 64+len(e.Type)+len(e.Data))
	b = binary.LittleEndian.AppendUint64(b, uint64(e.ID))
	for _, n := range []int64{e.Stream, e.Version, e.Position, int64(e.At), int64(e.Schema)} {
		b = binary.AppendVarint(b, n)
	}
	b = binary.AppendUvarint(b, uint64(len(e.Type)))
	return append(append(b, e.Type...), e.Data...)
}

// Decode returns the event that a record is, or ErrCorrupt.
func Decode(record []byte) (Event, error) {
	r := nodes.ReadRecord(record)
	e := Event{
		ID: r.Key(), Stream: r.Varint(), Version: r.Varint(), Position: r.Varint(), At: sim.Time(r.Varint()),
		Schema: int(r.Varint()), Type: string(r.Bytes(r.Count())), Data: r.Rest(),
	}
	if !r.Whole() {
		return Event{}, ErrCorrupt
	}
	return e, nil
}
