package eventsourcing

import (
	"encoding/binary"
	"errors"

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
	if len(record) < 8 {
		return Event{}, ErrCorrupt
	}
	e := Event{ID: sim.Key(binary.LittleEndian.Uint64(record))}
	rest := record[8:]
	var numbers [5]int64
	for i := range numbers {
		n, size := binary.Varint(rest)
		if size <= 0 {
			return Event{}, ErrCorrupt
		}
		numbers[i], rest = n, rest[size:]
	}
	n, size := binary.Uvarint(rest)
	if size <= 0 || n > uint64(len(rest)-size) {
		return Event{}, ErrCorrupt
	}
	rest = rest[size:]
	e.Stream, e.Version, e.Position, e.At, e.Schema = numbers[0], numbers[1], numbers[2], sim.Time(numbers[3]), int(numbers[4])
	e.Type = string(rest[:n])
	if len(rest) > int(n) {
		e.Data = append([]byte(nil), rest[n:]...)
	}
	return e, nil
}
