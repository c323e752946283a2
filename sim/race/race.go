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
	ratio, reference, own := race(b.N, cpuTime, bare, func(steps int) {
		b.StartTimer()
		ours(steps)
		b.StopTimer()
	})
	if ratio == 0 {
		return
	}
	b.ReportMetric(ratio, "x-bare")
	b.ReportMetric(float64(reference)/float64(b.N), "bare-ns/op")
	b.ReportMetric(float64(own)/float64(b.N), "own-ns/op")
}

// race lets the loops take turns of a step at least. Who goes first changes from turn to
// turn, as the second has what the first left to the collector. The ratio is 0 where the
// clock is too coarse.
func race(steps int, clock func() time.Duration, bare, ours func(steps int)) (ratio float64, reference, own time.Duration) {
	took := func(loop func(int), n int) time.Duration {
		start := clock()
		loop(n)
		return clock() - start
	}
	var ratios []float64
	turns := min(turns, steps)
	for turn := range turns {
		n := steps*(turn+1)/turns - steps*turn/turns
		var a, b time.Duration
		if turn%2 == 0 {
			a = took(bare, n)
			b = took(ours, n)
		} else {
			b = took(ours, n)
			a = took(bare, n)
		}
		reference, own = reference+a, own+b
		if a > 0 && b > 0 {
			ratios = append(ratios, float64(a)/float64(b))
		}
	}
	if len(ratios) == 0 {
		return 0, reference, own
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2], reference, own
}
