package reports

import (
	"math/bits"
	"time"
)

// An area is a sum of products of counts and spans, in 128 bits, so that it is exact
// and can be added up in any order.
type area struct{ hi, lo uint64 }

func (a *area) add(n int64, span time.Duration) {
	hi, lo := bits.Mul64(uint64(n), uint64(span))
	a.merge(area{hi, lo})
}

func (a *area) merge(o area) {
	var carry uint64
	a.lo, carry = bits.Add64(a.lo, o.lo, 0)
	a.hi += o.hi + carry
}

// float returns the area in nanoseconds.
func (a area) float() float64 { return float64(float64(a.hi)*(1<<64)) + float64(a.lo) }

// AddFor records that a level stood for so long: nanoseconds take the place of counts.
func (h *Histogram) addFor(level int64, span time.Duration) {
	i := bucketOf(level) - h.base
	if uint(i) >= uint(len(h.counts)) {
		i = h.reach(level, level)
	}
	h.counts[i] += uint64(span)
	h.count += uint64(span)
	sum := area{h.sumHi, h.sumLo}
	sum.add(level, span)
	h.sumHi, h.sumLo = sum.hi, sum.lo
	h.min = min(h.min, level)
	h.max = max(h.max, level)
}
