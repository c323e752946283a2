// Package race is for benchmarks: it tells how many times faster a loop is than the bare
// one that somebody would write by hand for the same work.
//
//	race.Run(b, settle, bare, ours)
//
// Both loops take turns in one process and are measured in CPU time, so that a busy
// machine slows them alike. Compare the ratio; the nanoseconds beside it belong to the
// machine and the hour.
package race

import (
	"slices"
	"testing"
	"time"
)

// turns is how often the loops alternate: a neighbour who disturbs one turn disturbs
// a small part of the whole, and the median does not see him.
const turns = 63

// Run runs both loops for b.N steps, after so many steps in which they settle. It reports
// x-bare, the CPU time of the bare loop over that of ours in the median turn, and what
// a step takes of each: bare-ns/op and own-ns/op.
func Run(b *testing.B, settle int, bare, ours func(steps int)) {
	b.Helper()
	b.StopTimer()
	bare(settle)
	ours(settle)
	b.ResetTimer()
	ratios := make([]float64, 0, turns)
	var reference, own time.Duration
	for turn := range turns {
		steps := b.N*(turn+1)/turns - b.N*turn/turns
		start := cpuTime()
		bare(steps)
		between := cpuTime()
		b.StartTimer()
		ours(steps)
		b.StopTimer()
		end := cpuTime()
		reference, own = reference+between-start, own+end-between
		if end > between {
			ratios = append(ratios, float64(between-start)/float64(end-between))
		}
	}
	if len(ratios) == 0 {
		return
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "x-bare")
	b.ReportMetric(float64(reference)/float64(b.N), "bare-ns/op")
	b.ReportMetric(float64(own)/float64(b.N), "own-ns/op")
}
