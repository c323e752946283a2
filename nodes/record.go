package nodes

import (
	"encoding/binary"

	"wavetank/sim"
)

// A RecordReader takes the parts of a journal's record off it, in the order in which
// they were appended. It remembers if there were too few bytes, so that a decoder
// takes everything and asks once, at the end, whether that was right.
type RecordReader struct {
	rest  []byte
	short bool
}

// ReadRecord returns a reader at the beginning of a record.
func ReadRecord(record []byte) RecordReader { return RecordReader{rest: record} }

// Varint takes a number that binary.AppendVarint wrote.
func (r *RecordReader) Varint() int64 {
	n, size := binary.Varint(r.rest)
	r.skip(size)
	return n
}

// Uvarint takes a number that binary.AppendUvarint wrote.
func (r *RecordReader) Uvarint() uint64 {
	n, size := binary.Uvarint(r.rest)
	r.skip(size)
	return n
}

// Count takes how many things follow, a Uvarint. It is none if there are not even as
// many bytes.
func (r *RecordReader) Count() uint64 {
	n := r.Uvarint()
	if n > uint64(len(r.rest)) {
		r.skip(0)
		return 0
	}
	return n
}

// Key takes eight bytes, the lowest first.
func (r *RecordReader) Key() sim.Key {
	if len(r.rest) < 8 {
		r.skip(0)
		return 0
	}
	k := sim.Key(binary.LittleEndian.Uint64(r.rest))
	r.skip(8)
	return k
}

// Bytes takes that many bytes, which Count has found to be there.
func (r *RecordReader) Bytes(n uint64) []byte {
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// Rest takes a copy of all that is left; nil if there is nothing.
func (r *RecordReader) Rest() []byte {
	b := append([]byte(nil), r.rest...)
	r.rest = nil
	return b
}

// More reports whether something is left.
func (r *RecordReader) More() bool { return len(r.rest) > 0 }

// Whole reports whether the record had exactly what was taken off it.
func (r *RecordReader) Whole() bool { return !r.short && !r.More() }

// skip goes on by so many bytes. Where there are none, the record is too short.
func (r *RecordReader) skip(size int) {
	if size <= 0 {
		r.short, r.rest = true, nil
		return
	}
	r.rest = r.rest[size:]
}
