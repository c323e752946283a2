package reports

import (
	"math"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

func TestEveryMetricIsDefinedInWords(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Metrics() {
		for _, name := range []string{m.Name, m.Alias} {
			if name != "" && seen[name] {
				t.Errorf("two metrics are called %q", name)
			}
			seen[name] = true
			if found, err := FindMetric(name); name != "" && (err != nil || found.Name != m.Name) {
				t.Errorf("%q finds %q, %v", name, found.Name, err)
			}
		}
		if !strings.HasSuffix(m.Words, ".") || m.Of == nil {
			t.Errorf("%s is not defined: %q", m.Name, m.Words)
		}
	}
}

func TestMetricsOfARun(t *testing.T) {
	runs := sampleRuns()
	for _, c := range []struct {
		run        int
		name, load string
		want       float64 // NaN if undefined
		within     float64
	}{
		{0, "requests", "", 2751, 0}, {0, "requests", "shoppers", 2750, 0}, {0, "in_flight", "robots", 0, 0}, {0, "unanswered", "robots", 1, 0}, {0, "ok", "shoppers", 1849, 0},
		{0, "timed_out", "", 900, 0}, {1, "rejected", "", 750, 0}, {0, "failed", "", 0, 0}, {0, "degraded", "", 0, 0},
		{0, "error_rate", "shoppers", 900.0 / 2749, 0}, {0, "error_rate", "robots", 1, 0}, {0, "error_rate", "", 901.0 / 2750, 0},
		{0, "goodput", "shoppers", 1849.0 / 55, 0}, {0, "attempts_per_request", "", 1, 0},
		{0, "wasted_work", "", 1.5, 0}, {0, "wasted_work", "shoppers", 0, 0},
		{0, "recovery", "", 3, 0}, {1, "recovery", "", 0, 0},
		{0, "max", "robots", math.NaN(), 0}, {0, "latency_all_p99", "shoppers", 2000, 0.002}, {0, "latency_all_max", "", 30000, 0},
		{0, "facts.breaker.opened", "", 0, 0}, {1, "facts.breaker.opened", "", 1, 0}, {1, "facts.request.rejected", "", 750, 0},
	} {
		got, ok, err := runs[c.run].Metric(c.name, c.load)
		if err != nil || ok == math.IsNaN(c.want) || ok && math.Abs(got-c.want) > c.within*c.want {
			t.Errorf("%s of %q in %s is %v, %v, %v; want %v", c.name, c.load, runs[c.run].Variant, got, ok, err, c.want)
		}
	}
}

func TestUnknownMetricsAndLoadsAreAnswered(t *testing.T) {
	s := sampleRuns()[0]
	for _, c := range []struct{ name, load, says string }{
		{"eror_rate", "", "did you mean error_rate"},
		{"latency_ok_p98", "", "latency_ok_p9"},
		{"timeout", "", "timed_out"},
		{"", "", "unknown metric"},
		{"facts.breaker.", "", "facts.NOUN.VERB"},
		{"facts.opened", "", "facts.NOUN.VERB"},
		{"ok", "shopers", "the loads are shoppers, robots"},
	} {
		_, ok, err := s.Metric(c.name, c.load)
		if ok || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q of %q: got %v, want an error with %q", c.name, c.load, err, c.says)
		}
	}
}

func TestADeadSystemHasNoNumbersInsteadOfGoodOnes(t *testing.T) {
	tape := newTape()
	for i := range 100 {
		tape.request("shoppers", time.Duration(i)*time.Millisecond, 2*sec, sim.RequestTimedOut, 10*sec)
	}
	s := tape.play(Options{Duration: 10 * sec})
	for _, name := range []string{"mean", "p50", "p90", "p95", "p99", "p999", "max"} {
		if x, ok, err := s.Metric(name, ""); ok || err != nil {
			t.Errorf("%s is %v, %v where nothing was answered", name, x, err)
		}
	}
	if rate, ok, _ := s.Metric("error_rate", ""); !ok || rate != 1 {
		t.Errorf("the error rate is %v, %v", rate, ok)
	}
}

func TestARunThatDidNotRecoverNeverDoes(t *testing.T) {
	s := &Summary{Faults: []Disturbance{{Recovered: true, Recovery: sec}, {}, {Untold: Lasting}}}
	if x, ok, _ := s.Metric("recovery", ""); !ok || !math.IsInf(x, 1) {
		t.Errorf("recovery is %v, %v", x, ok)
	}
	s = &Summary{Faults: []Disturbance{{Untold: Lasting}}}
	if x, ok, _ := s.Metric("recovery", ""); ok {
		t.Errorf("recovery from a lasting fault is %v", x)
	}
}
