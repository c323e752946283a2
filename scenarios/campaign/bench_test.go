package campaign

import (
	"sync"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

// BenchmarkArchive archives the run of a scenario of the library and reads it back, which
// is what a unit costs beside its runs.
func BenchmarkArchive(b *testing.B) {
	s, err := scenarios.Open("circuit-breaker")
	if err != nil {
		b.Fatal(err)
	}
	s.Measure = true
	sum, err := scenarios.Run(b.Context(), s, s.Variants[0].Name, 1, sim.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	size, packers := 0, &sync.Pool{New: newPacker}
	for b.Loop() {
		data, err := archived(packers, []*reports.Summary{sum})
		if err == nil {
			_, err = Runs{Seed: 1, Data: data}.Summaries()
		}
		if err != nil {
			b.Fatal(err)
		}
		size = len(data)
	}
	b.ReportMetric(float64(size), "bytes/run")
}
