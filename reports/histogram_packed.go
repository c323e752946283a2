package reports

import (
	"encoding/binary"
	"math"
	"slices"
)

// pack shrinks the histogram to a few bytes for each bucket that is not empty,
// and to one form: equal contents are then equal deeply. It can still be read,
// and adding to it unpacks it.
func (h *Histogram) pack() {
	if h.counts == nil && h.few == nil {
		return
	}
	var room [1 << 12]uint64
	base, counts := h.base, h.counts
	if len(h.few) > 0 {
		base, counts = bucketOf(h.min), room[:]
		if n := bucketOf(h.max) + 1 - base; n > len(counts) {
			counts = make([]uint64, n)
		}
		h.pour(counts, base)
	}
	var bytes [1 << 11]byte
	packed, last := bytes[:0], 0
	for i, n := range counts {
		if n > 0 {
			packed = appendBucket(packed, uint64(base+i-last), n)
			last = base + i
		}
	}
	h.base, h.counts, h.few, h.packed = 0, nil, nil, slices.Clone(packed)
}

// appendBucket packs a bucket: a varint of twice the gap to the one before and, if it counts
// more than one span, which few do, one more, and a varint of what is above two.
func appendBucket(packed []byte, gap, n uint64) []byte {
	if n == 1 {
		return binary.AppendUvarint(packed, gap<<1)
	}
	return binary.AppendUvarint(binary.AppendUvarint(packed, gap<<1|1), n-2)
}

// cutBucket reads what appendBucket has packed, and returns how many bytes it took: none if
// it is something else.
func cutBucket(packed []byte) (gap, n uint64, width int) {
	if len(packed) > 1 && packed[0] < 0x80 { // as a rule
		switch u := uint64(packed[0]); {
		case u&1 == 0:
			return u >> 1, 1, 1
		case packed[1] < 0x80:
			return u >> 1, uint64(packed[1]) + 2, 2
		}
	}
	u, w := binary.Uvarint(packed)
	if u&1 == 0 || w <= 0 {
		return u >> 1, 1, max(w, 0)
	}
	more, v := binary.Uvarint(packed[w:])
	if v <= 0 || more > math.MaxUint64-2 {
		return 0, 0, 0
	}
	return u >> 1, more + 2, w + v
}

// packedAt returns the bucket of a rank in what pack has made.
func packedAt(packed []byte, rank uint64) int {
	bucket := 0
	for len(packed) > 0 {
		gap, n, w := cutBucket(packed)
		bucket += int(gap)
		if n >= rank {
			return bucket
		}
		rank -= n
		packed = packed[w:]
	}
	panic("reports: a histogram counts more spans than its buckets hold")
}
