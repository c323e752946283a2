package queueing

import (
	"math"
	"testing"
)

// The tests of this file hold what every run must satisfy, whatever it models;
// testdata/inv1.json states it, and names the sources.

// models are single services of every kind. Their work has a mean of one unit.
func models() map[string]string {
	return map[string]string{
		"one server":             station("workers = 1", "exp "+span(1), 0.8),
		"ten servers":            station("workers = 10", "erlang 4 "+span(1), 8),
		"a bounded queue":        station("workers = 3\nqueue = 3", "exp "+span(1), 4),
		"the newest first":       station("workers = 1\ndiscipline = 'lifo'", "exp "+span(1), 0.7),
		"impatience":             station("workers = 4\nmax_wait = 'exp "+span(2)+"'", "uniform 0s.."+span(2), 5),
		"a shared processor":     station("workers = 1\ndiscipline = 'sharing'", "uniform 0s.."+span(2), 0.8),
		"four shared processors": station("workers = 4\ndiscipline = 'sharing'", "exp "+span(1), 3),
		"any number of servers":  station("", "exp "+span(1), 5),
		"a server near its end":  station("workers = 1", span(1), 0.95),
	}
}

// TestTruthOfTheLawsOfQueues holds three laws: L = λW on the same runs,
// with W summed up request by request and L an integral over time; the number of
// busy workers = XS; and that Poisson arrivals see time averages.
func TestTruthOfTheLawsOfQueues(t *testing.T) {
	for name, text := range models() {
		t.Run(name, func(t *testing.T) {
			seldom(t, name == "four shared processors")
			var spentThere, stayed, busy, done float64
			var found, spent []float64
			for _, r := range trials(t, head(20_000)+text) {
				g, l := r.gauges["server"], r.load("customers")
				latency, _ := l.LatencyAll.Mean()
				stayed += units(float64(latency)) * float64(l.Known())
				spentThere += g.present() * r.measured()
				busy += g.working() * r.measured()
				done += float64(l.OK)
				addUp(&found, g.found)
				addUp(&spent, g.spent)
			}
			within(t, "units that requests spent there, by Little's law", spentThere, stayed)
			within(t, "units that workers were busy, by the utilisation law", busy, done)
			for n := range max(len(found), len(spent)) {
				seen, was := mean(found, exactly(n)), mean(spent, exactly(n))
				if !(math.Abs(seen-was) <= 0.005) {
					t.Errorf("%v of the arrivals find %d requests, who are there for %v of the time", seen, n, was)
				}
			}
		})
	}
}

// within fails unless got is within half a percent of want.
func within(t *testing.T, what string, got, want float64) {
	t.Helper()
	t.Logf("%s: %.7g of %.7g", what, got, want)
	if !(math.Abs(got-want) <= 0.005*want) {
		t.Errorf("%s: %v, should be %v", what, got, want)
	}
}

func addUp(total *[]float64, more []float64) {
	for n, x := range more {
		*level(total, int64(n)) += x
	}
}

// exactly is one for n and zero for other numbers.
func exactly(n int) func(int) float64 {
	return func(k int) float64 { return atLeast(n)(k) - atLeast(n+1)(k) }
}
