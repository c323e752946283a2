package broker

import (
	"encoding/binary"
	"errors"

	"wavetank/nodes"
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
	r := nodes.ReadRecord(record[1:])
	x := Record{What: What(record[0]), Place: int(r.Varint()), Partition: int(r.Varint()), Offset: r.Varint()}
	if x.What == Published {
		x.Message = Message{
			ID: r.Key(), Root: r.Key(), Item: r.Varint(), Size: r.Varint(), At: nodes.Reading(r.Varint()),
		}
	}
	if !r.Whole() {
		return Record{}, ErrCorrupt
	}
	return x, nil
}
