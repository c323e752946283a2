package reports

import (
	"encoding/binary"
	"errors"
	"math"
	"time"

	"wavetank/sim"
)

// archiveVersion begins every archived summary. It grows with each change to what
// follows, so that nobody reads the bytes of another program as something else.
const archiveVersion = 8

// errArchive says that bytes are not an archived summary of this version.
var errArchive = errors.New("it is no archived summary of this version")

// An archive writes values behind one another, or reads them: one description of a type
// serves both ways, so that they cannot differ. Integers are varints, floats their bits.
type archive struct {
	data    []byte // written so far, or left to read
	reading bool
	err     error // of reading: the first; all that follows is zero
}

// MarshalBinary returns the summary, histograms and all, in bytes that say the same on
// every processor. It is not safe while somebody adds to the summary.
func (s *Summary) MarshalBinary() ([]byte, error) {
	a := &archive{data: []byte{archiveVersion}}
	a.summary(s)
	return a.data, a.err
}

// UnmarshalBinary reads what MarshalBinary has written, to the last bit, and shares its
// memory. The error says that the bytes are something else.
func (s *Summary) UnmarshalBinary(data []byte) error {
	if len(data) == 0 || data[0] != archiveVersion {
		return errArchive
	}
	a := &archive{data: data[1:], reading: true}
	*s = Summary{}
	a.summary(s)
	if a.err == nil && len(a.data) > 0 {
		a.err = errArchive
	}
	return a.err
}

func (a *archive) fail() {
	a.err, a.data = errArchive, nil
}

func (a *archive) word(x *uint64) {
	if !a.reading {
		a.data = binary.AppendUvarint(a.data, *x)
		return
	}
	value, n := binary.Uvarint(a.data)
	if n <= 0 {
		a.fail()
		return
	}
	*x, a.data = value, a.data[n:]
}

// whole is word for what is rarely below zero.
func (a *archive) whole(x *int64) {
	u := uint64(*x)<<1 ^ uint64(*x>>63)
	a.word(&u)
	*x = int64(u>>1) ^ -int64(u&1)
}

func (a *archive) span(x *time.Duration) {
	n := int64(*x)
	a.whole(&n)
	*x = time.Duration(n)
}

func (a *archive) instant(x *sim.Time) {
	n := int64(*x)
	a.whole(&n)
	*x = sim.Time(n)
}

func (a *archive) float(x *float64) {
	u := math.Float64bits(*x)
	a.word(&u)
	*x = math.Float64frombits(u)
}

func (a *archive) flags(all ...*bool) {
	var u uint64
	for i, x := range all {
		if *x {
			u |= 1 << i
		}
	}
	a.word(&u)
	for i, x := range all {
		*x = u&(1<<i) != 0
	}
}

// length is that of what follows, no element of which takes less than a byte.
func (a *archive) length(n int) int {
	u := uint64(n)
	a.word(&u)
	if a.reading && u > uint64(len(a.data)) {
		a.fail()
		return 0
	}
	return int(u)
}

func (a *archive) text(x *string) {
	b := []byte(*x)
	a.bytes(&b)
	*x = string(b)
}

func (a *archive) bytes(x *[]byte) {
	n := a.length(len(*x))
	if !a.reading {
		a.data = append(a.data, *x...)
		return
	}
	*x = nil
	if n > 0 {
		*x, a.data = a.data[:n:n], a.data[n:]
	}
}

// list is for elements of one type. Nil and empty are kept apart.
func list[T any](a *archive, x *[]T, each func(*T)) {
	some := *x != nil
	if a.flags(&some); !some {
		return
	}
	n := a.length(len(*x))
	if a.reading {
		*x = make([]T, 0, n)
		for range n {
			var fresh T
			if each(&fresh); a.err != nil {
				return
			}
			*x = append(*x, fresh)
		}
		return
	}
	for i := range *x {
		each(&(*x)[i])
	}
}

func (a *archive) words(all ...*uint64) {
	for _, x := range all {
		a.word(x)
	}
}

func (a *archive) wholes(all ...*int64) {
	for _, x := range all {
		a.whole(x)
	}
}

func (a *archive) histogram(h *Histogram) {
	if !a.reading && h.packed == nil {
		packed := *h
		packed.pack()
		h = &packed
	}
	a.words(&h.count, &h.sumHi, &h.sumLo)
	a.wholes(&h.min, &h.max)
	a.bytes(&h.packed)
	if a.reading && !h.sound() {
		a.fail()
	}
}

// sound reports whether the packed buckets are those of as many spans as the histogram
// counts, from its least to its greatest.
func (h *Histogram) sound() bool {
	var all uint64
	last, rest := uint64(0), h.packed
	for len(rest) > 0 {
		gap, n, w := cutBucket(rest)
		first := all == 0
		if last += gap; w == 0 || h.min < 0 || first && last != uint64(bucketOf(h.min)) || !first && gap == 0 || last > uint64(bucketOf(math.MaxInt64)) {
			return false
		}
		all += n
		rest = rest[w:]
	}
	return all == h.count && (all == 0 && h.min|h.max == 0 || all > 0 && h.max >= 0 && last == uint64(bucketOf(h.max)))
}
