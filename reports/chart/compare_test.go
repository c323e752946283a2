package chart

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/reports"
	"wavetank/sim"
)

// compared is a comparison of two seeds in which nobody is answered in the
// second of three windows.
func compared() *reports.Comparison {
	curve := func(values ...float64) reports.Curve {
		c := reports.Curve{Width: time.Second}
		for i, v := range values {
			c.Points = append(c.Points, reports.Point{
				At: sim.Time(i) * sim.Time(time.Second), Median: v, Low: v / 2, High: v * 2, OK: i != 1,
			})
		}
		return c
	}
	variant := func(name string, rate, p99 float64) *reports.Variant {
		return &reports.Variant{
			Arm:   reports.Arm{Name: name},
			Total: reports.Summary{Duration: 6 * time.Second, Warmup: 2 * time.Second},
			Runs:  []reports.Run{{Seed: 4, Digest: "d-" + name}, {Seed: 5, Digest: "e-" + name}},
			Bands: []reports.Band{
				{Metric: "error_rate", Median: rate, Low: rate / 2, High: rate * 2},
				{Metric: "latency_ok_p99", Unit: "ms", Median: p99, Low: p99 / 2, High: p99 * 2},
				{Metric: "latency_all_p99", Unit: "ms", Median: 2 * p99, Low: p99, High: p99 * 4},
			},
			Errors: curve(rate, rate, rate), AllP99: curve(p99/500, 0, p99/500), P99: curve(p99/1000, 0, p99/1000),
		}
	}
	return &reports.Comparison{
		Info:     reports.Info{Scenario: "hung", Title: "A hung payment provider", Hash: "abc", Command: "wavetank compare hung"},
		Seeds:    []uint64{4, 5},
		Variants: []*reports.Variant{variant("without", 0.24, 1900), variant("with", 0.06, 90)},
		Faults:   []reports.Disturbance{{Name: "hang", What: "payment hangs", Begin: sim.Time(time.Second), End: sim.Time(2 * time.Second), Untold: reports.Lasting}},
		Differences: []reports.Difference{
			{Variant: "with", Baseline: "without", Metric: "error_rate", From: 0.24, To: 0.06, Better: 2, Verdict: reports.Better,
				Interval: reports.Interval{Middle: -0.18, Low: -0.2, High: -0.16, Pairs: 2}},
			{Variant: "with", Baseline: "without", Metric: "latency_ok_p99", Unit: "ms", From: 1900, To: 90, Verdict: reports.NoDifference,
				Interval: reports.Interval{Middle: -1810, Low: -4000, High: 380, Pairs: 2}},
			{Variant: "with", Baseline: "without", Metric: "latency_all_p99", Unit: "ms", From: 3800, To: 180, Verdict: reports.NoDifference,
				Interval: reports.Interval{Middle: -3620, Low: -8000, High: 760, Pairs: 2}},
		},
	}
}

func TestAComparisonBecomesCurves(t *testing.T) {
	errorRate, latency, _ := FromComparison(compared())
	if errorRate.Duration != 3 || errorRate.Warmup != 1 {
		t.Errorf("duration %v and warm-up %v, want those of one run", errorRate.Duration, errorRate.Warmup)
	}
	if want := (Shade{From: 1, To: 3, Label: "payment hangs"}); errorRate.Shades[0] != want {
		t.Errorf("a lasting fault became %v, want %v", errorRate.Shades[0], want)
	}
	var names []string
	for _, b := range latency.Curves {
		names = append(names, b.Label)
	}
	if want := []string{"without", "", "with", ""}; !slices.Equal(names, want) {
		t.Errorf("curves %q, want %q", names, want)
	}
	p99 := latency.Curves[0]
	if !slices.Equal(p99.At, []float64{0.5, 1.5, 2.5}) || p99.Median[0] != 3.8 || latency.Curves[1].Median[0] != 1.9 || !math.IsNaN(p99.Median[1]) {
		t.Errorf("p99 of %v at %v, want all requests, in the middles of the windows, with a gap in the second, and then those answered well", p99.Median, p99.At)
	}
	if !p99.Baseline || latency.Curves[2].Baseline || !latency.Curves[1].Lesser {
		t.Error("the first variant is the baseline, and those answered well the lesser curve")
	}
}

func TestAComparisonIsPutInWords(t *testing.T) {
	errorRate, latency, apart := FromComparison(compared())
	for _, test := range []struct{ got, want string }{
		{errorRate.Title, headline(compared(), errorMeasure)},
		{apart.Title, "Error rate falls: without\u00a024.0\u00a0%, with\u00a06.00\u00a0%; No difference in p99 latency of all requests is shown: without\u00a03.80\u00a0s, with\u00a0180\u00a0ms"},
		{headline(compared(), errorMeasure), "Error rate falls: without\u00a024.0\u00a0%, with\u00a06.00\u00a0% (difference −18.0 points, 95 % interval −20.0 to −16.0 points)"},
		{latency.Title, "No difference in p99 latency of all requests is shown: without\u00a03.80\u00a0s, with\u00a0180\u00a0ms (difference −3.62 s, 95 % interval −8.00 s to +760 ms)"},
		{errorRate.Subtitle, "A hung payment provider. Line: median of 2 seeds, band: 5–95 % of them."},
		{strings.Join(errorRate.Footer, "|"), "scenario hung, hash abc · 2 seeds: 4–5 · digest of without, seed 4: d-without|wavetank compare hung"},
		{apart.Panels[0].Rows[1].Note, "−18.0 points (−20.0 to −16.0 points), better in 2 of 2 seeds"},
		{apart.Panels[1].Rows[1].Note, "~ no difference shown: −3.62 s (−8.00 s to +760 ms)"},
		{apart.Panels[2].Rows[1].Note, "~ no difference shown: −1.81 s (−4.00 s to +380 ms)"},
		{apart.Panels[1].Rows[0].Note, "baseline"},
	} {
		if test.got != test.want {
			t.Errorf("%s\nwant %s", test.got, test.want)
		}
	}
}

func TestOneSeedHasNoBand(t *testing.T) {
	c := compared()
	c.Seeds = c.Seeds[:1]
	for i := range c.Variants {
		c.Variants[i].Runs = c.Variants[i].Runs[:1]
	}
	c.Differences[0].Low, c.Differences[0].High = math.Inf(-1), math.Inf(1)
	c.Differences[0].Verdict = reports.NoDifference
	errorRate, _, _ := FromComparison(c)
	if errorRate.Curves[0].ranged() {
		t.Error("one seed has a band")
	}
	if title := headline(c, errorMeasure); !strings.HasSuffix(title, "with\u00a06.00\u00a0%") || !strings.Contains(errorRate.Subtitle, "One seed.") {
		t.Errorf("%q, %q", title, errorRate.Subtitle)
	}
}

func TestSeedsAreWrittenAsRanges(t *testing.T) {
	if got := ranges([]uint64{1, 2, 3, 7, 9, 10}); got != "1–3, 7, 9–10" {
		t.Errorf("%s", got)
	}
}

func TestErrorRatesOfDifferentNumbersOfRequestsAreNotCompared(t *testing.T) {
	c := compared()
	for i, n := range []float64{16500, 27380} {
		c.Variants[i].Bands = append(c.Variants[i].Bands, reports.Band{Metric: "requests", Median: n})
	}
	errorRate, latency, apart := FromComparison(c)
	if want := "Error rate of different numbers of requests, in a closed loop: without\u00a024.0\u00a0%, with\u00a06.00\u00a0%"; errorRate.Title != want {
		t.Errorf("the title is %q, want %q", errorRate.Title, want)
	}
	if want := "of 27380 requests, and the baseline of 16500: not compared"; apart.Panels[0].Rows[1].Note != want {
		t.Errorf("the note is %q, want %q", apart.Panels[0].Rows[1].Note, want)
	}
	if strings.Contains(latency.Title+apart.Panels[1].Rows[1].Note, "requests,") {
		t.Errorf("latencies are not compared: %q, %q", latency.Title, apart.Panels[1].Rows[1].Note)
	}
}
