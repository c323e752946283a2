package queueing

import (
	"fmt"
	"testing"
)

// crowd is one queue whose servers slow each other down.
type crowd struct {
	name       string
	lam        float64
	c, room    int
	contention float64
	coherence  float64
	heap       int
	collector  float64
}

// rate returns how many requests a unit are served while n are there.
func (q crowd) rate(n int) float64 {
	m := float64(min(n, q.c))
	slow := 1 + q.contention*(m-1) + q.coherence*m*(m-1)
	if q.heap > 0 {
		slow *= 1 + q.collector*float64(min(n, q.heap-1))/float64(q.heap-min(n, q.heap-1))
	}
	return m / slow
}

// row solves the birth–death chain: in balance, as many go from n to n+1 as come back.
func (q crowd) row() row {
	weights, sum := []float64{1}, 1.0
	for n := 1; n <= q.room; n++ {
		weights = append(weights, weights[n-1]*q.lam/q.rate(n))
		sum += weights[n]
	}
	present, busy := 0.0, 0.0
	for n, w := range weights {
		present += float64(n) * w / sum
		busy += float64(min(n, q.c)) * w / sum / float64(q.c)
	}
	block := weights[q.room] / sum
	return row{
		"P_block": block, "mean_in_system": present, "throughput": q.lam * (1 - block),
		"mean_sojourn_accepted": present / (q.lam * (1 - block)), "utilisation": busy, "P_empty": weights[0] / sum,
	}
}

// TestTruthOfCrowds is M/M/c/K with a service rate that depends on how many are there.
func TestTruthOfCrowds(t *testing.T) {
	for i, q := range []crowd{
		{name: "the universal scalability law below its peak", lam: 2, c: 6, room: 12, contention: .05, coherence: .01},
		{name: "and beyond it", lam: 2.4, c: 10, room: 16, contention: .05, coherence: .03},
		{name: "a collector", lam: .7, c: 1, room: 9, heap: 12, collector: .1},
		{name: "a collector on a full heap, with contention", lam: 2.2, c: 4, room: 14, contention: .02, heap: 12, collector: .05},
	} {
		t.Run(q.name, func(t *testing.T) {
			seldom(t, i == 0 || i == 2)
			node := fmt.Sprintf("workers = %d\nqueue = %d\ncontention = %v\ncoherence = %v", q.c, q.room-q.c, q.contention, q.coherence)
			if q.heap > 0 {
				node += fmt.Sprintf("\nheap = %d\ncollector = %v", q.heap, q.collector)
			}
			experiment{row: q.row(), text: station(node, "exp "+span(1), q.lam), spans: 300_000 / q.lam, measures: queueMeasures()}.run(t)
		})
	}
}
