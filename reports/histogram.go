package reports

import (
	"math"
	"math/bits"
	"slices"
	"time"
)

// The buckets are log-linear, as in HdrHistogram (Gil Tene): each octave is cut
// into 2^octaveBits equal parts. The midpoint of a bucket is then at most one
// part in 2^(octaveBits+1) from anything in it, which is 0.2 %, and values below
// 2^(octaveBits+1) have a bucket each.
const octaveBits = 8

// A Histogram holds a distribution of spans in nanoseconds. Count, sum, least
// and greatest are exact; quantiles are within 0.2 %. Histograms merge without
// loss and in any order. The zero value is empty and ready.
//
// A copy shares memory with its original until either grows: to fork a
// Histogram, Merge it into a zero one.
type Histogram struct {
	count        uint64
	sumHi, sumLo uint64 // a 128-bit sum
	min, max     int64
	base         int      // the bucket that counts[0] stands for
	counts       []uint64 // the range of buckets in use; nil if empty, of few or packed
	few          []uint16 // instead of counts: the bucket of each span, as they came
	packed       []byte   // instead of counts: see appendBucket
}

// mostFew is how many spans are kept one by one. A window of a run seldom has more, over
// a thousand buckets and more.
const mostFew = 4096

// Add records one span. It does not allocate once the range of the spans has
// been seen. A negative span is a broken invariant and panics.
func (h *Histogram) Add(ns int64) {
	switch i := bucketOf(ns) - h.base; {
	case uint(i) < uint(len(h.counts)):
		h.counts[i]++
	case h.count < mostFew && h.counts == nil && h.packed == nil && ns >= 0:
		if h.count == 0 {
			h.min, h.max = ns, ns
		}
		h.few = append(h.few, uint16(i))
	default:
		i = h.reach(ns, ns)
		h.counts[i]++
	}
	h.count++
	var carry uint64
	h.sumLo, carry = bits.Add64(h.sumLo, uint64(ns), 0)
	h.sumHi += carry
	h.min = min(h.min, ns)
	h.max = max(h.max, ns)
}

// Merge adds everything that o holds. It leaves o as it is.
func (h *Histogram) Merge(o *Histogram) {
	switch {
	case o.count == 0:
		return
	case h.count == 0 && o.packed != nil: // of which nothing is ever written over
		*h = *o
		return
	}
	h.reach(o.min, o.max)
	o.pour(h.counts, h.base)
	h.count += o.count
	var carry uint64
	h.sumLo, carry = bits.Add64(h.sumLo, o.sumLo, 0)
	h.sumHi += o.sumHi + carry
	h.min = min(h.min, o.min)
	h.max = max(h.max, o.max)
}

// Count returns how many spans were added.
func (h *Histogram) Count() int64 { return int64(h.count) }

// Mean returns the mean of the spans, exact but for rounding down to a
// nanosecond. It reports false if there are none.
func (h *Histogram) Mean() (time.Duration, bool) {
	if h.count == 0 {
		return 0, false
	}
	mean, _ := bits.Div64(h.sumHi, h.sumLo, h.count)
	return time.Duration(mean), true
}

// Min returns the least span, exactly. It reports false if there are none.
func (h *Histogram) Min() (time.Duration, bool) { return time.Duration(h.min), h.count > 0 }

// Max returns the greatest span, exactly. It reports false if there are none.
func (h *Histogram) Max() (time.Duration, bool) { return time.Duration(h.max), h.count > 0 }

// Quantile returns the span of rank ceil(q*Count), counted from one: the
// nearest-rank definition, which is always a span that happened, here within
// 0.2 %. The first and last rank are exact. q is taken to a billionth, and at 0
// or less means the least span, at 1 or more the greatest. It reports false if
// there are no spans.
func (h *Histogram) Quantile(q float64) (time.Duration, bool) {
	if h.count == 0 {
		return 0, false
	}
	rank := rankOf(q, h.count)
	switch rank {
	case 1:
		return time.Duration(h.min), true
	case h.count:
		return time.Duration(h.max), true
	}
	return time.Duration(min(max(midpoint(h.bucketAt(rank)), h.min), h.max)), true
}

// bucketAt returns the bucket of a rank. Among counts it looks from the end that is nearer,
// as most who ask want one of the greatest.
func (h *Histogram) bucketAt(rank uint64) int {
	if len(h.few) > 0 { // into counts of its own, as a copy may share these
		var all Histogram
		all.Merge(h)
		*h = all
	}
	if h.counts == nil {
		return packedAt(h.packed, rank)
	}
	if above := h.count - rank; above < rank {
		i := bucketOf(h.max) - h.base
		for ; h.counts[i] <= above; i-- {
			above -= h.counts[i]
		}
		return h.base + i
	}
	i := bucketOf(h.min) - h.base
	for ; h.counts[i] < rank; i++ {
		rank -= h.counts[i]
	}
	return h.base + i
}

// rankOf works in billionths, so that 0.07 of 100 is rank 7 and not 8.
func rankOf(q float64, count uint64) uint64 {
	const whole = 1_000_000_000
	switch {
	case !(q > 0):
		return 1
	case q >= 1:
		return count
	}
	hi, lo := bits.Mul64(uint64(math.Round(q*whole)), count)
	rank, rest := bits.Div64(hi, lo, whole)
	if rest > 0 {
		rank++
	}
	return max(rank, 1)
}

// bucketOf returns the bucket of a span: the octave, and the leading bits.
func bucketOf(ns int64) int {
	u := uint64(ns)
	shift := bits.Len64(u|1<<octaveBits) - octaveBits - 1
	return shift<<octaveBits + int(u>>(shift&63))
}

// exact is the least span that a float64 may have to round.
const exact = 1 << 53

// bucketOfExact is bucketOf of a span below exact, in less time: a float64 has the octave
// and the leading bits side by side.
func bucketOfExact(ns int64) int {
	i := int(math.Float64bits(float64(ns))>>(52-octaveBits)) - (1023+octaveBits-1)<<octaveBits
	if ns < 1<<octaveBits {
		i = int(ns)
	}
	return i
}

// midpoint returns the middle of a bucket, rounded up.
func midpoint(bucket int) int64 {
	if bucket < 2<<octaveBits {
		return int64(bucket)
	}
	shift := bucket>>octaveBits - 1
	return int64(bucket-shift<<octaveBits)<<shift + int64(1)<<shift>>1
}

// reach makes the counts cover all spans from lo to hi, and returns the place of
// lo among them. It is where an empty or packed histogram wakes up, and where few are many.
func (h *Histogram) reach(lo, hi int64) int {
	if lo < 0 {
		panic("reports: a negative span of " + time.Duration(lo).String())
	}
	if h.count == 0 {
		h.min, h.max = lo, hi
	}
	const step = 1 << (octaveBits - 2)
	first, last := bucketOf(min(lo, h.min))&^(step-1), bucketOf(max(hi, h.max))|(step-1)
	if h.counts != nil { // by half again at least, or ever new extremes would copy it each time
		if first < h.base {
			first = max(0, min(first, h.base-len(h.counts)/2&^(step-1)))
		}
		if end := h.base + len(h.counts) - 1; last > end {
			last = max(last, end+len(h.counts)/2&^(step-1))
		}
		first, last = min(first, h.base), max(last, h.base+len(h.counts)-1)
	}
	if h.counts == nil || last-first+1 > len(h.counts) {
		counts := make([]uint64, last-first+1)
		h.pour(counts, first)
		h.base, h.counts, h.packed = first, counts, nil
	} else {
		for _, b := range h.few {
			h.counts[int(b)-h.base]++
		}
	}
	h.few = h.few[:0]
	return bucketOf(lo) - h.base
}

// AddAll is Add for each of some spans. They are kept one by one until they are many, as
// the counts are seldom in a near cache.
func (h *Histogram) AddAll(spans []time.Duration) {
	for len(spans) > 0 {
		if len(h.few) >= mostFew || h.packed != nil {
			h.reach(h.min, h.max)
		}
		n := min(len(spans), mostFew-len(h.few))
		h.keep(spans[:n])
		spans = spans[n:]
	}
}

// keep adds spans one by one.
func (h *Histogram) keep(spans []time.Duration) {
	if h.count == 0 {
		h.min, h.max = int64(spans[0]), int64(spans[0])
	}
	least, most, lo, hi := h.min, h.max, h.sumLo, h.sumHi
	few := slices.Grow(h.few, len(spans))
	for _, d := range spans {
		ns := int64(d)
		i := bucketOfExact(ns)
		if uint64(ns) >= exact {
			i = bucketOf(ns)
		}
		few = append(few, uint16(i))
		var carry uint64
		lo, carry = bits.Add64(lo, uint64(ns), 0)
		hi += carry
		least, most = min(least, ns), max(most, ns)
	}
	if least < 0 {
		panic("reports: a negative span of " + time.Duration(least).String())
	}
	h.min, h.max, h.sumLo, h.sumHi = least, most, lo, hi
	h.count += uint64(len(spans))
	h.few = few
}

// pour adds the buckets to counts that reach all of them, and begin with the bucket first.
func (h *Histogram) pour(counts []uint64, first int) {
	if h.counts != nil {
		from := max(0, bucketOf(h.min)-h.base)
		to := counts[h.base+from-first:]
		for i, n := range h.counts[from:min(bucketOf(h.max)+1-h.base, len(h.counts))] {
			to[i] += n
		}
	}
	for _, b := range h.few {
		counts[int(b)-first]++
	}
	for rest, b := h.packed, -first; len(rest) > 0; {
		gap, n, w := cutBucket(rest)
		b += int(gap)
		counts[b] += n
		rest = rest[w:]
	}
}
