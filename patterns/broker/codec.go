package broker

import (
	"encoding/binary"
	"errors"

	"wavetank/nodes"
	"wavetank/sim"
)

// ErrCorrupt is a record that cannot be decoded.
var ErrCorrupt = errors.New("broker: a record is no line")

// Encode returns a record as bytes.
func (x Record) Encode() []byte {
	b := append(make([]byte, 0, 64), byte(x.What))
	b = binary.AppendVarint(b, int64(x.Place))
	b = binary.AppendVarint(b, int64(x.Partition))
	b = binary.AppendVarint(b, x.Offset)
	if x.What != Published {
		return b
	}
	m := x.Message
	b = binary.LittleEndian.AppendUint64(b, uint64(m.ID))
	b = binary.LittleEndian.AppendUint64(b, uint64(m.Root))
	b = binary.AppendVarint(b, m.Item)
	b = binary.AppendVarint(b, m.Size)
	return binary.AppendVarint(b, int64(m.At))
}

// Decode returns the record that these bytes are, or ErrCorrupt.
func Decode(record []byte) (Record, error) {
	if len(record) == 0 || What(record[0]) > Parked {
		return Record{}, ErrCorrupt
	}
	r := reader{rest: record[1:]}
	x := Record{What: What(record[0]), Place: int(r.varint()), Partition: int(r.varint()), Offset: r.varint()}
	if x.What == Published {
		x.Message = Message{
			ID: r.key(), Root: r.key(), Item: r.varint(), Size: r.varint(), At: nodes.Reading(r.varint()),
		}
	}
	if r.bad || len(r.rest) > 0 {
		return Record{}, ErrCorrupt
	}
	return x, nil
}

// A reader takes numbers off a record, and remembers if there were too few bytes.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) varint() int64 {
	n, size := binary.Varint(r.rest)
	if size <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) key() sim.Key {
	if len(r.rest) < 8 {
		r.bad, r.rest = true, nil
		return 0
	}
	k := sim.Key(binary.LittleEndian.Uint64(r.rest))
	r.rest = r.rest[8:]
	return k
}
