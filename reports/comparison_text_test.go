package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// TestTheTablesAreAsTheyWereRead holds the tables at the width of a small and of a large
// terminal, with an SLO, expectations and as many arms as do not fit.
func TestTheTablesAreAsTheyWereRead(t *testing.T) {
	for _, width := range []int{80, 200} {
		s := Screen{Width: width}
		checkGolden(t, fmt.Sprintf("comparison-%d.txt", width), func(w io.Writer) error { return told3(t).WriteTable(w, s) })
		checkGolden(t, fmt.Sprintf("flagship-%d.txt", width), func(w io.Writer) error {
			return mustCompare(t, twoArms(), flagship()).WriteTable(w, Screen{Width: width, Details: true})
		})
	}
}

// told3 are four arms, two of which are alike, with an SLO and expectations.
func told3(t *testing.T) *Comparison {
	info := Info{Scenario: "x", SLO: &SLO{ErrorRate: 0.02, P99: 400 * time.Millisecond}, Stated: true}
	arms := []outcome{
		{ok: 800, timedOut: 150, rejected: 50, latency: 500 * time.Millisecond},
		{ok: 990, failed: 10, latency: 100 * time.Millisecond}, {ok: 990, failed: 10, latency: 100 * time.Millisecond},
		{ok: 985, rejected: 15, latency: 20 * time.Millisecond},
	}
	var runs []*Summary
	for i, name := range []string{"today", "retry+breaker", "retry+breaker+timeout", "everything-at-once"} {
		info.Variants = append(info.Variants, Arm{Name: name})
		for seed := range uint64(8) {
			o := arms[i]
			o.ok += int64(seed * 3 % 5)
			runs = append(runs, o.summary(name, seed, "shoppers"))
		}
	}
	c := mustCompare(t, info, runs)
	for _, that := range []string{"everything-at-once.p99 < today.p99 / 2", "everything-at-once.shoppers.error_rate < 2%", "today.facts.breaker.opened == 0"} {
		claim, err := ParseClaim(that)
		if err != nil {
			t.Fatal(err)
		}
		c.Expectations = append(c.Expectations, Expectation{That: that, Verdict: claim.Judge(c)})
	}
	return c
}

// TestNothingIsWiderThanTheScreen has arms with long names, and 64 of them.
func TestNothingIsWiderThanTheScreen(t *testing.T) {
	info := Info{Scenario: "wide"}
	var runs []*Summary
	for i := range 64 {
		name := fmt.Sprintf("retry+circuit-breaker+bulkhead+timeout-%d+another", i)
		info.Variants = append(info.Variants, Arm{Name: name})
		for seed := range uint64(2) {
			runs = append(runs, outcome{ok: 1000 + int64(i)*7, failed: 64 - int64(i), latency: 20 * time.Millisecond}.summary(name, seed, "shoppers"))
		}
	}
	c := mustCompare(t, info, runs)
	for _, width := range []int{60, 80, 133} {
		text := tableAt(t, c, width)
		for _, line := range strings.Split(text, "\n") {
			if n := utf8.RuneCountInString(line); n > width {
				t.Errorf("%d letters of %d: %s", n, width, line)
			}
		}
		for i := range 64 {
			if !strings.Contains(text, fmt.Sprintf("%d", i)) {
				t.Fatalf("arm %d is lost:\n%s", i, text)
			}
		}
	}
}

func TestColourIsOnTopOfWords(t *testing.T) {
	var colour, without bytes.Buffer
	for w, s := range map[io.Writer]Screen{&colour: {Width: 120, Colour: true}, &without: {Width: 120}} {
		if err := told3(t).WriteTable(w, s); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(without.String(), "\x1b") || !strings.Contains(colour.String(), "\x1b[32m") {
		t.Errorf("colour:\n%q\nwithout:\n%q", &colour, &without)
	}
	if bare := regexp.MustCompile("\x1b\\[[0-9]*m").ReplaceAllString(colour.String(), ""); bare != without.String() {
		t.Errorf("with its colours taken away it is\n%s\nnot\n%s", bare, &without)
	}
}

func tableOf(t *testing.T, c *Comparison) string { return tableAt(t, c, 200) }

func tableAt(t *testing.T, c *Comparison, width int) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.WriteTable(&b, Screen{Width: width, Details: true}); err != nil {
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
	for _, line := range strings.Split(tableAt(t, mustCompare(t, info, runs), 80), "\n") {
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("%d letters: %s", n, line)
		}
	}
}

func TestTheTableOfAVariantThatNeverRan(t *testing.T) {
	c := mustCompare(t, twoArms(), []*Summary{outcome{ok: 10, latency: time.Second}.summary("without", 1)})
	for _, line := range strings.Split(tableOf(t, c), "\n") {
		if strings.HasPrefix(line, "with ") && strings.Contains(line, "%") || strings.HasPrefix(line, "error rate") && strings.Contains(line, "✓") {
			t.Errorf("numbers of what never ran: %s", line)
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
			"Nobody asked in the baseline."},
		{"the variant is dead", twoArms(), []func(uint64) outcome{same(alive), same(dead)},
			"It is best without the pattern: goodput 1.80/s. With the circuit breaker not one request was answered well; error rate: without 10.0 %, with 100 %. No [[expect]] or slo says what matters; p99: without 200 ms."},
		{"the baseline is dead", twoArms(), []func(uint64) outcome{same(dead), same(alive)},
			"It is best with the circuit breaker: goodput 1.80/s. Without the pattern not one request was answered well; error rate: with 10.0 %, without 100 %. No [[expect]] or slo says what matters; p99: with 200 ms."},
		{"nothing differs", twoArms(), []func(uint64) outcome{same(alive), same(alive)},
			"No arm is shown to be better in error rate (without and with 10.0 %); p99: without and with 200 ms. The error rate is the same with the circuit breaker as without the pattern in each of 10 seeds. No [[expect]] or slo says what matters; goodput: without and with 1.80/s."},
		{"nothing is shown", twoArms(), []func(uint64) outcome{luck, func(seed uint64) outcome { return luck(seed + 3) }},
			"No arm is shown to be better in error rate (without and with 10.0 %); p99: without and with 200 ms. No difference in error rate is shown between with and without (95 % interval -0.71 to 0.24 points). No [[expect]] or slo says what matters; goodput: without and with 1.81/s."},
		{"several variants", three, []func(uint64) outcome{same(worse), same(alive), same(worse)},
			"It is best with the circuit breaker: error rate 10.0 % (without and naive-retry 20.0 %). Error rate: with 10.0 points less than without (95 % 10.0–10.0 points); goodput 0.200/s more. No [[expect]] or slo says what matters; p99: without, with and naive-retry 200 ms."},
		{"it is worse", twoArms(), []func(uint64) outcome{same(alive), same(worse)},
			"It is best without the pattern: error rate 10.0 % (with 20.0 %); p99: without and with 200 ms. Error rate: with 10.0 points more than without (95 % 10.0–10.0 points). No [[expect]] or slo says what matters; goodput: without 1.80/s, with 1.60/s."},
		{"there is one variant", Info{Variants: []Arm{{Name: "baseline"}}}, []func(uint64) outcome{same(alive)},
			"In the baseline error rate 10.0 %, goodput 1.80/s, p99 200 ms (medians of 10 seeds). No [[expect]] or slo says what matters."},
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
	const want = "It is best with the circuit breaker: error rate 6.8 % (without 23.7 %). " +
		"The error rate is 17.1 points less than without the pattern (95 % interval 16.9–17.3 points). " +
		"No [[expect]] or slo says what matters; p99: with 300 ms, without 400 ms; goodput 34.2/s more."
	if got := mustCompare(t, twoArms(), flagship()).Finding(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	one := mustCompare(t, twoArms(), flagship()[:2]).Finding()
	if !strings.Contains(one, "in the one seed that ran: one seed has no interval") {
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
