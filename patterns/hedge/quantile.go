package hedge

import (
	"math"
	"slices"
	"time"
)

// A LatencyQuantile is a moving quantile: of the latest durations that it was told,
// so many at most.
type LatencyQuantile struct {
	ring    []time.Duration // oldest first, from at on, once it is full
	at      int
	sorted  []time.Duration // the same in order
	minimum int
	parts   int64 // of the quantile, in parts per billion
}

const billion = 1_000_000_000

// NewLatencyQuantile returns the quantile of the latest window durations, which is
// known once there are minimum of them.
func NewLatencyQuantile(quantile float64, window, minimum int) *LatencyQuantile {
	return &LatencyQuantile{
		ring: make([]time.Duration, 0, window), sorted: make([]time.Duration, 0, window),
		minimum: minimum, parts: int64(math.Round(quantile * billion)),
	}
}

// Observe takes one duration in, and forgets the oldest if the window is full.
func (p *LatencyQuantile) Observe(d time.Duration) {
	if len(p.ring) < cap(p.ring) {
		p.ring = append(p.ring, d)
	} else {
		i, _ := slices.BinarySearch(p.sorted, p.ring[p.at])
		p.sorted = slices.Delete(p.sorted, i, i+1)
		p.ring[p.at] = d
		p.at = (p.at + 1) % len(p.ring)
	}
	i, _ := slices.BinarySearch(p.sorted, d)
	p.sorted = slices.Insert(p.sorted, i, d)
}

// Quantile returns the smallest duration of the window that at least the part
// asked for does not exceed, once there are enough (nearest rank).
func (p *LatencyQuantile) Quantile() (d time.Duration, ok bool) {
	n := int64(len(p.sorted))
	if n == 0 || n < int64(p.minimum) {
		return 0, false
	}
	rank := (n*p.parts + billion - 1) / billion
	return p.sorted[max(1, rank)-1], true
}
