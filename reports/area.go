package reports

import (
	"time"

	"wavetank/sim/meter"
)

// AddFor records that a level stood for so long: nanoseconds take the place of counts.
func (h *Histogram) AddFor(level int64, span time.Duration) {
	i := bucketOf(level) - h.base
	if uint(i) >= uint(len(h.counts)) {
		i = h.reach(level, level)
	}
	h.counts[i] += uint64(span)
	h.count += uint64(span)
	sum := h.sum()
	sum.Add(level, span)
	h.sumHi, h.sumLo = sum.Hi, sum.Lo
	h.min = min(h.min, level)
	h.max = max(h.max, level)
}

// sum returns all spans together, or all levels by time.
func (h *Histogram) sum() meter.Area { return meter.Area{Hi: h.sumHi, Lo: h.sumLo} }
