package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

const flagshipTable = `Totals over 20 seeds (1 to 20); p50 and p99 are of successes, recovery is the median of the seeds.
A recovery with 3/5 behind it: the system recovered in 3 of 5 seeds.

variant  requests       ok  failed  timed out  rejected  error rate      p50     p99  attempts      recovery
without   200,000  152,055     400     47,545         0      24.0 %  40.0 ms  400 ms      1.99  5.00 s 15/20
with      200,000  186,232     400      2,000    11,368       6.9 %  30.0 ms  300 ms      1.80        1.07 s

Paired by seed: medians; mean difference (recovery: median) and its 95 % interval; ~ where none is shown.

with against without:
metric                without     with    difference          95 % interval  better in
error_rate             23.7 %    6.8 %  -17.1 points  -17.3 to -16.9 points   20 of 20  better
goodput                 153/s    186/s        34.2/s            33.9–34.5/s   20 of 20  better
p50                   40.0 ms  30.0 ms      -10.0 ms      -10.1 to -10.0 ms   20 of 20  better
p99                    400 ms   300 ms       -100 ms        -100 to -100 ms   20 of 20  better
latency_all_p99        2.00 s   2.00 s           0 s                  0–0 s    0 of 20       ~
attempts_per_request     1.99     1.80        -0.190       -0.193 to -0.187   20 of 20  better
wasted_work             300 s   9.00 s        -291 s         -291 to -291 s   20 of 20  better
recovery               5.00 s   1.07 s       -3.95 s       -3.99 to -3.86 s   20 of 20  better

without did not recover in 5 of 20 seeds (the others: 5.00 s).
with recovered in each of 20 seeds (median 1.07 s, 5–95 % 1.02–1.20 s).
`

func TestTheTableIsAsItWasRead(t *testing.T) {
	if got := tableOf(t, mustCompare(t, twoArms(), flagship())); got != flagshipTable {
		t.Errorf("got\n%s\nwant\n%s", got, flagshipTable)
	}
}

func tableOf(t *testing.T, c *Comparison) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestATableKeepsToItsWidth(t *testing.T) {
	long := "without-any-pattern-that-could-have-helped-the-system"
	info := Info{Scenario: "wide", Variants: []Arm{{Name: long}, {Name: long + "-at-all"}}}
	var runs []*Summary
	for seed := range uint64(3) {
		o := outcome{ok: 999, failed: 999, timedOut: 999, rejected: 999, latency: time.Millisecond, faults: hung(-1)}
		for _, arm := range info.Variants {
			s := o.summary(arm.Name, seed, "shoppers-from-a-very-far-away-country", "b")
			l := &s.Loads[0]
			for _, n := range []*int64{&l.Requests, &l.OK, &l.Failed, &l.TimedOut, &l.Rejected} {
				*n = 123456789012
			}
			runs = append(runs, s)
		}
	}
	for _, line := range strings.Split(tableOf(t, mustCompare(t, info, runs)), "\n") {
		if n := utf8.RuneCountInString(line); n > tableWidth {
			t.Errorf("%d letters: %s", n, line)
		}
	}
}

func TestTheTableOfAVariantThatNeverRan(t *testing.T) {
	c := mustCompare(t, twoArms(), []*Summary{outcome{ok: 10, latency: time.Second}.summary("without", 1)})
	for _, line := range strings.Split(tableOf(t, c), "\n") {
		if strings.HasPrefix(line, "with ") && !strings.Contains(line, "against") && len(strings.Fields(line)) != 11 {
			t.Errorf("numbers are missing: %s", line)
		}
		if strings.HasPrefix(line, "error_rate") && !slices.Equal(strings.Fields(line)[1:], []string{"–", "–", "–", "–", "–"}) {
			t.Errorf("a difference without pairs: %s", line)
		}
	}
}

func TestFinding(t *testing.T) {
	dead := outcome{failed: 100}
	alive := outcome{ok: 90, failed: 10, latency: 20 * time.Millisecond}
	three := twoArms()
	three.Variants = append(three.Variants, Arm{Name: "naive-retry"})
	worse := outcome{ok: 80, failed: 20, latency: 20 * time.Millisecond}
	luck := func(seed uint64) outcome {
		return outcome{ok: 85 + int64(seed*7%11), failed: 10, latency: 20 * time.Millisecond}
	}
	same := func(o outcome) func(uint64) outcome { return func(uint64) outcome { return o } }
	tests := []struct {
		name string
		info Info
		arms []func(uint64) outcome
		want string
	}{
		{"both are dead", twoArms(), []func(uint64) outcome{same(dead), same(dead)},
			"Not one request was answered well, without the pattern or with the circuit breaker: all are dead, and there is nothing to compare."},
		{"nobody asked", twoArms(), []func(uint64) outcome{same(outcome{}), same(outcome{})},
			"Nobody asked, without the pattern or with the circuit breaker: there is nothing to compare."},
		{"nobody asked the only one", Info{Variants: []Arm{{Name: "baseline"}}}, []func(uint64) outcome{same(outcome{})},
			"In the baseline nobody asked."},
		{"the variant is dead", twoArms(), []func(uint64) outcome{same(alive), same(dead)},
			"With the circuit breaker not one request was answered well."},
		{"the baseline is dead", twoArms(), []func(uint64) outcome{same(dead), same(alive)},
			"Without the pattern not one request was answered well; with the circuit breaker the error rate is 10.0 %."},
		{"nothing differs", twoArms(), []func(uint64) outcome{same(alive), same(alive)},
			"With the circuit breaker the error rate is the same in each of 10 seeds (median 10.0 %); the p99 of successes is the same in each of 10 seeds (median 200 ms)."},
		{"nothing is shown", twoArms(), []func(uint64) outcome{luck, func(seed uint64) outcome { return luck(seed + 3) }},
			"With the circuit breaker no difference in error rate is shown (10.0 % and 10.0 %, 95 % interval of the difference -0.71 to 0.24 points, 10 seeds); the p99 of successes is the same in each of 10 seeds (median 200 ms)."},
		{"several variants", three, []func(uint64) outcome{same(worse), same(alive), same(worse)},
			"With the circuit breaker the error rate falls from 20.0 % to 10.0 % (10.0 points fewer on average, 95 % interval 10.0–10.0 points, better in 10 of 10 seeds); with naive-retry the error rate is the same in each of 10 seeds (median 20.0 %)."},
		{"it is worse", twoArms(), []func(uint64) outcome{same(alive), same(worse)},
			"With the circuit breaker the error rate rises from 10.0 % to 20.0 % (10.0 points more on average, 95 % interval 10.0–10.0 points, better in 0 of 10 seeds); the p99 of successes is the same in each of 10 seeds (median 200 ms)."},
		{"there is one variant", Info{Variants: []Arm{{Name: "baseline"}}}, []func(uint64) outcome{same(alive)},
			"In the baseline the error rate is 10.0 % and the p99 of successes 200 ms, medians of 10 seeds."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var runs []*Summary
			for seed := range uint64(10) {
				for i, arm := range test.info.Variants {
					runs = append(runs, test.arms[i](seed).summary(arm.Name, seed))
				}
			}
			if got := mustCompare(t, test.info, runs).Finding(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestTheFindingOfTheFlagship(t *testing.T) {
	const want = "With the circuit breaker the error rate falls from 23.7 % to 6.8 % (17.1 points fewer on average, " +
		"95 % interval 16.9–17.3 points, better in 20 of 20 seeds); the p99 of successes falls from 400 ms to 300 ms " +
		"(100 ms less on average, 95 % interval 100–100 ms). " +
		"When the fault was over, the system did not recover in 5 of 20 seeds without the pattern; it always did with the circuit breaker."
	if got := mustCompare(t, twoArms(), flagship()).Finding(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	one := mustCompare(t, twoArms(), flagship()[:2]).Finding()
	if !strings.Contains(one, "in the one seed that ran, which cannot say how sure this is") {
		t.Error(one)
	}
}

func TestTheJSONOfAComparison(t *testing.T) {
	c := mustCompare(t, twoArms(), flagship("shoppers", "robots"))
	claim, err := ParseClaim("with.recovery < without.recovery")
	if err != nil {
		t.Fatal(err)
	}
	c.Expectations = []Expectation{{That: claim.String(), Verdict: claim.Judge(c)}}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	type band struct{ Median, Low, High *float64 }
	var got struct {
		Scenario, Title, Hash, Finding, Command string
		Seeds                                   []uint64
		Variants                                []struct {
			Variant string
			Loads   map[string]struct {
				Requests, OK int64
				ErrorRate    float64 `json:"error_rate"`
				Latency      map[string]map[string]*float64
			}
			Facts   map[string]int64
			Metrics map[string]band
			ByLoad  map[string]map[string]band `json:"metrics_by_load"`
		}
		Differences []struct {
			Variant, Baseline, Load, Metric, Unit, Verdict string
			Mean, Low, High                                *float64
			Pairs, Better                                  int
		}
		Expectations []struct{ That, Status, Words string }
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	with := got.Variants[1]
	if got.Scenario != "circuit-breaker" || len(got.Seeds) != 20 || with.Variant != "with" || got.Finding != c.Finding() {
		t.Errorf("head: %s", text[:300])
	}
	if with.Loads["shoppers"].Requests != 200000 || with.Facts["breaker.opened"] == 0 {
		t.Errorf("loads are not merged: %+v", with.Loads)
	}
	if m := with.Metrics["error_rate"]; *m.Low > *m.Median || *m.Median > *m.High || *with.ByLoad["robots"]["latency_ok_p99"].Median != 300 {
		t.Errorf("bands: %+v", m)
	}
	if d := got.Differences[0]; d.Metric != "error_rate" || d.Verdict != "better" || *d.High >= 0 || d.Pairs != 20 || d.Better != 20 {
		t.Errorf("difference: %+v", d)
	}
	if h := got.Variants[0].Metrics["recovery"].High; h != nil {
		t.Errorf("a recovery that never came is %g, want null", *h)
	}
	if len(got.Expectations) != 1 || got.Expectations[0].Status != "pass" {
		t.Errorf("expectations: %+v", got.Expectations)
	}
	checkKeys(t, string(text), "scenario", "title", "hash", "seeds", "variants", "loads", "facts", "metrics", "differences", "expectations", "finding", "command")
}

// checkKeys holds that the first occurrences of keys stand in that order.
func checkKeys(t *testing.T, text string, keys ...string) {
	t.Helper()
	at := -1
	for _, key := range keys {
		next := strings.Index(text, `"`+key+`":`)
		if next <= at {
			t.Errorf("key %s is missing or out of order", key)
		}
		at = next
	}
}

func TestTheCSVOfAComparison(t *testing.T) {
	c := mustCompare(t, twoArms(), flagship())
	var b bytes.Buffer
	if err := c.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(Metrics()) - len(itemMetrics()); len(rows) != 1+2*n {
		t.Errorf("%d rows for %d metrics of 2 variants, without those of items", len(rows), n)
	}
	i := slices.IndexFunc(rows, func(r []string) bool { return r[0] == "with" && r[2] == "recovery" })
	if want := "with,,recovery,s,1.0735,1.01905,1.1971,20,0,without,-3.9455,median,-3.994531,-3.855878,20,20,0,0,better"; i < 0 || strings.Join(rows[i], ",") != want {
		t.Errorf("got %v, want %s", rows[i], want)
	}
	b.Reset()
	if err := c.WriteCurvesCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err = csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 5 || strings.Join(rows[1], "") != "without0" || rows[4][1] != "30" || rows[4][11] != "300" {
		t.Errorf("curves: %q", rows)
	}
}

func TestFigures(t *testing.T) {
	tests := []struct {
		unit unit
		x    float64
		want string
	}{
		{asTime, 0, "0 s"}, {asTime, 1.2345, "1.23 s"}, {asTime, 75, "75.0 s"}, {asTime, 1234, "1,234 s"},
		{asTime, 0.25, "250 ms"}, {asTime, 0.00125, "1.25 ms"}, {asTime, 2e-5, "20.0 µs"}, {asTime, math.Inf(1), "∞"},
		{asTime, 0.9996, "1.00 s"}, {asTime, -0.5, "-500 ms"},
		{asShare, 0.2314, "23.1 %"}, {asShare, 0, "0 %"}, {asShare, 1, "100 %"}, {asShare, 0.064, "6.4 %"}, {asShare, 0.000123, "0.012 %"},
		{unit{count: true}, 1234567, "1,234,567"}, {unit{count: true}, 2.5, "2.50"}, {unit{}, 1.0456, "1.05"}, {unit{}, 3e-7, "0.000000300"},
		{unit{seconds: -1}, 150.4, "150/s"}, {asTime, math.NaN(), "–"},
	}
	for _, test := range tests {
		if got := test.unit.figure(test.x); got != test.want {
			t.Errorf("%g as %s: got %q, want %q", test.x, test.unit, got, test.want)
		}
	}
}
