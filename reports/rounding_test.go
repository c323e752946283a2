package reports

import (
	"testing"
	"time"
)

// TestTheSameFewBucketsInTwoSeedsAreNoDifference is about percentiles that a
// histogram rounds: 515 and 517 ms are two buckets apart, whatever they were.
func TestTheSameFewBucketsInTwoSeedsAreNoDifference(t *testing.T) {
	runs := func(with time.Duration) (runs []*Summary) {
		for seed := range uint64(2) {
			runs = append(runs, outcome{ok: 1000, latency: 515 * time.Millisecond}.summary("without", seed),
				outcome{ok: 1000, latency: with}.summary("with", seed))
		}
		return runs
	}
	for _, c := range []struct {
		with  time.Duration
		want  string
		claim Status // that it is less
	}{
		{517 * time.Millisecond, NoDifference, Inconclusive},
		{515 * time.Millisecond, NoDifference, Fail},
		{900 * time.Millisecond, Worse, Fail},
		{200 * time.Millisecond, Better, Pass},
	} {
		x := mustCompare(t, twoArms(), runs(c.with))
		if d, _ := x.Difference("with", "", "p50"); d.Verdict != c.want {
			t.Errorf("%v against 515 ms: %q, want %q: %+v", c.with, d.Verdict, c.want, d.Interval)
		}
		checkVerdict(t, x, "with.p50 < without.p50", c.claim, "")
	}
	for name, want := range map[string]bool{"p50": true, "latency_all_p999": true, "latency_ok_mean": false, "latency_ok_max": false,
		"error_rate": false, "delays.saga.decided.p99": true, "levels.queue.deep.mean": false, "amounts.events.loaded.p50": false} {
		if m, err := FindMetric(name); err != nil || m.rounded() != want {
			t.Errorf("%s is rounded: %v, %v", name, m.rounded(), err)
		}
	}
}
