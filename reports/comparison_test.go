package reports

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"wavetank/sim"
)

// outcome is what a test says of one run: the rest of its Summary follows.
type outcome struct {
	ok, failed, timedOut, rejected int64
	latency                        time.Duration // of the good ones; one in fifty takes ten times as long
	attempts                       int64         // none: one per request
	wasted                         time.Duration
	faults                         []Disturbance
	facts                          []FactCount
}

// summary makes a run of 60 seconds with one load, "shoppers", or with a second
// one that got half of everything, if called for.
func (o outcome) summary(variant string, seed uint64, loads ...string) *Summary {
	s := &Summary{Variant: variant, Seed: seed, Digest: fmt.Sprintf("%s-%d", variant, seed),
		Duration: time.Minute, Warmup: 10 * time.Second, Events: 1000, Facts: o.facts, Faults: o.faults, Wasted: o.wasted}
	if len(loads) == 0 {
		loads = []string{"shoppers"}
	}
	s.Series.Width = 30 * time.Second
	var all Load
	for i, name := range loads {
		share := int64(i + 1)
		l := Load{Name: name, Outcomes: Outcomes{OK: o.ok / share, Failed: o.failed / share, TimedOut: o.timedOut / share, Rejected: o.rejected / share, Attempts: o.attempts / share}, Wasted: o.wasted}
		l.Requests = l.Known()
		if o.attempts == 0 {
			l.Attempts = l.Requests
		}
		for k := range l.OK {
			d := o.latency
			if k%50 == 49 {
				d *= 10
			}
			l.LatencyOK.Add(int64(d))
		}
		for range l.Errors() {
			l.LatencyAll.Add(int64(2 * time.Second))
		}
		l.LatencyAll.Merge(&l.LatencyOK)
		s.Loads = append(s.Loads, l)
		all.Requests, all.OK, all.Failed = all.Requests+l.Requests, all.OK+l.OK, all.Failed+l.Errors()
		all.merge(&l.Latencies)
	}
	s.Series.Windows = []Window{{}, all.window()}
	return s
}

// twoArms is the usual comparison: without and with a circuit breaker.
func twoArms() Info {
	return Info{
		Scenario: "circuit-breaker", Title: "A hung payment provider", Hash: "0123456789ab",
		Command:  "wavetank compare circuit-breaker --seeds 20",
		Variants: []Arm{{Name: "without"}, {Name: "with", Words: "the circuit breaker"}},
	}
}

// hung is the fault of the fixture, and how long recovery from it took: less
// than zero if there was none.
func hung(recovery time.Duration) []Disturbance {
	f := Disturbance{Name: "hang payment", What: "payment hangs", Begin: sim.Time(20 * time.Second), End: sim.Time(35 * time.Second), Touched: 900}
	if f.Recovered = recovery >= 0; f.Recovered {
		f.Recovery = recovery
	}
	return []Disturbance{f}
}

// flagship returns twenty seeds in which the breaker helps.
func flagship(loads ...string) []*Summary {
	r := rand.New(rand.NewPCG(1, 1))
	var runs []*Summary
	for seed := range uint64(20) {
		luck := int64(r.IntN(200))
		without := outcome{ok: 7700 - luck, failed: 20, timedOut: 2280 + luck, latency: 40 * time.Millisecond,
			attempts: 20000 - luck, wasted: 300 * time.Second, faults: hung(5 * time.Second)}
		if seed%4 == 0 {
			without.faults = hung(-1)
		}
		with := outcome{ok: 9360 - luck/2, failed: 20, timedOut: 100, rejected: 520 + luck/2, latency: 30 * time.Millisecond,
			attempts: 18000, wasted: 9 * time.Second, faults: hung(time.Second + time.Duration(luck)*time.Millisecond),
			facts: []FactCount{{"breaker.opened", 3 + luck%3}, {"breaker.rejected", 520 + luck/2}}}
		runs = append(runs, without.summary("without", seed+1, loads...), with.summary("with", seed+1, loads...))
	}
	return runs
}

func mustCompare(t testing.TB, info Info, runs []*Summary) *Comparison {
	t.Helper()
	c, err := Compare(info, runs)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAComparisonDoesNotDependOnTheOrderOfTheRuns(t *testing.T) {
	runs := flagship("shoppers", "robots")
	all := func() string {
		c := mustCompare(t, twoArms(), runs)
		without, with := c.Variants[0], c.Variants[1]
		c.Variants = nil
		return fmt.Sprintf("%+v %+v %+v", *c, *without, *with)
	}
	want := all()
	r := rand.New(rand.NewPCG(5, 5))
	for range 5 {
		r.Shuffle(len(runs), func(i, j int) { runs[i], runs[j] = runs[j], runs[i] })
		if got := all(); got != want {
			t.Fatalf("the order of the runs changes the comparison:\n%s\n%s", got, want)
		}
	}
}

func TestComparingPoolsCountsAndKeepsSeedsApart(t *testing.T) {
	runs := flagship()
	c := mustCompare(t, twoArms(), runs)
	if len(c.Seeds) != 20 || c.Seeds[0] != 1 || c.Seeds[19] != 20 {
		t.Errorf("seeds: %v", c.Seeds)
	}
	with := c.Variants[1]
	if got := with.Total.Loads[0].Requests; got != 200000 {
		t.Errorf("20 seeds of 10,000 requests are %d", got)
	}
	if got := with.Total.Loads[0].LatencyAll.Count(); got != 200000 {
		t.Errorf("the merged histogram holds %d", got)
	}
	if b, _ := with.Band("", "goodput"); math.Abs(b.Median-float64(9360-45)/50) > 1 || b.Low >= b.Median || b.Median >= b.High || b.Runs != 20 {
		t.Errorf("goodput: %+v", b)
	}
	if runs[0].Loads[0].LatencyAll.Count() != 10000 {
		t.Error("comparing has changed a run")
	}
	if len(c.Faults) != 1 || c.Faults[0].Name != "hang payment" {
		t.Errorf("the fault that strikes every run at the same time is missing: %+v", c.Faults)
	}
}

func TestDifferencesArePairedBySeed(t *testing.T) {
	c := mustCompare(t, twoArms(), flagship())
	var names []string
	for _, d := range c.Differences {
		names = append(names, d.Metric)
	}
	if want := []string{"error_rate", "goodput", "latency_ok_p50", "latency_ok_p99", "latency_all_p99", "attempts_per_request", "wasted_work", "recovery"}; !slices.Equal(names, want) {
		t.Errorf("differences in %v, want %v", names, want)
	}
	d, ok := c.Difference("with", "", "error_rate")
	if !ok || d.Verdict != Better || d.Better != 20 || d.Worse != 0 || d.Pairs != 20 || d.High >= -0.16 || d.Low <= -0.19 {
		t.Errorf("error rate: %+v", d)
	}
	if d, _ := c.Difference("with", "", "goodput"); d.Verdict != Better || d.Low <= 0 || d.Better != 20 {
		t.Errorf("goodput: %+v", d)
	}
	if d, _ := c.Difference("with", "", "p99"); d.Unit != "ms" || math.Abs(d.To-300) > 1 {
		t.Errorf("p99: %+v", d)
	}
}

func TestDifferencesOfSeveralLoads(t *testing.T) {
	c := mustCompare(t, twoArms(), flagship("shoppers", "robots"))
	for _, load := range []string{"", "shoppers", "robots"} {
		for _, metric := range []string{"error_rate", "p99"} {
			if d, ok := c.Difference("with", load, metric); !ok || d.Pairs != 20 {
				t.Errorf("%s of %q: %+v", metric, load, d)
			}
		}
		if b, ok := c.Variants[0].Band(load, "ok"); !ok || b.Runs != 20 {
			t.Errorf("band of %q: %+v", load, b)
		}
	}
	if _, ok := c.Difference("with", "robots", "goodput"); ok {
		t.Error("goodput is shown for all loads together only")
	}
}

func TestRecoveryIsComparedByMedian(t *testing.T) {
	c := mustCompare(t, twoArms(), flagship())
	d, _ := c.Difference("with", "", "recovery")
	if !d.ByMedian || d.Verdict != Better || d.Better != 20 || d.From != 5 || d.Low < -4 || d.High >= -3 {
		t.Errorf("with five seeds of twenty that never recover: %+v", d)
	}
	if b, _ := c.Variants[0].Band("", "recovery"); b.Infinite != 5 || b.Runs != 20 {
		t.Errorf("recovered in %d of %d, want 15 of 20", b.Runs-b.Infinite, b.Runs)
	}
	var dead []*Summary
	for seed := range uint64(10) {
		o := outcome{failed: 100, faults: hung(-1)}
		dead = append(dead, o.summary("without", seed), o.summary("with", seed))
	}
	d, _ = mustCompare(t, twoArms(), dead).Difference("with", "", "recovery")
	if d.Verdict != NoDifference || d.Low != 0 || d.High != 0 || !math.IsInf(d.From, 1) {
		t.Errorf("neither recovers: %+v", d)
	}
}

func TestOnlyPairsThatAreDefinedCount(t *testing.T) {
	var runs []*Summary
	for seed := range uint64(10) {
		a := outcome{ok: 100, failed: int64(seed), latency: time.Millisecond}
		b := a
		if seed < 3 {
			b = outcome{failed: 10}
		}
		runs = append(runs, a.summary("without", seed))
		if seed != 9 {
			runs = append(runs, b.summary("with", seed))
		}
	}
	c := mustCompare(t, twoArms(), runs)
	d, _ := c.Difference("with", "", "p99")
	if d.Pairs != 6 || d.LeftOut != 3 || d.Verdict != NoDifference || d.Low != 0 || d.High != 0 {
		t.Errorf("three seeds are dead and one did not run: %+v", d)
	}
	if d, _ := c.Difference("with", "", "error_rate"); d.Pairs != 9 || d.LeftOut != 0 {
		t.Errorf("error rate: %+v", d)
	}
}

func TestCurves(t *testing.T) {
	var runs []*Summary
	for seed := range uint64(21) {
		o := outcome{ok: 100 - int64(seed), failed: int64(seed), latency: 20 * time.Millisecond}
		if seed < 11 {
			o.ok, o.failed = 0, 100
		}
		runs = append(runs, o.summary("without", seed))
	}
	v := mustCompare(t, twoArms(), runs).Variants[0]
	if n := len(v.Errors.Points); n != 2 || v.Errors.Width != 30*time.Second {
		t.Fatalf("%d points of %v", n, v.Errors.Width)
	}
	if v.Errors.Points[0].OK {
		t.Error("a window without requests has an error rate")
	}
	want := Point{At: sim.Time(30 * time.Second), Median: 1, Low: 0.12, High: 1, OK: true}
	if got := v.Errors.Points[1]; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if v.P99.Points[1].OK {
		t.Error("ten survivors speak for eleven dead")
	}
	if p := v.AllP99.Points[1]; !p.OK || p.High != 2 {
		t.Errorf("latency of all: %+v", p)
	}
}

func TestWhatCannotBeCompared(t *testing.T) {
	o := outcome{ok: 1, latency: time.Millisecond}
	tests := []struct {
		name string
		runs []*Summary
		want string
	}{
		{"nothing", nil, "compare circuit-breaker: there are no runs"},
		{"an unknown variant", []*Summary{o.summary("whith", 1)}, `add run: no variant is called "whith"`},
		{"a seed twice", []*Summary{o.summary("with", 1), o.summary("with", 1)}, `add run: variant "with" has two runs with seed 1`},
		{"other loads", []*Summary{o.summary("with", 1), o.summary("with", 2, "robots")},
			`add run: variant "with", seed 2 has the loads ["robots"], another run ["shoppers"]`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Compare(twoArms(), test.runs); err == nil || err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestEngaged(t *testing.T) {
	c := mustCompare(t, twoArms(), flagship())
	acted := []Acted{{"with", "breaker", []string{"breaker.opened"}}}
	if idle := Engaged(c.Totals(), []string{"hang payment"}, acted); len(idle) > 0 {
		t.Errorf("all took part, but: %v", idle)
	}
	acted = append(acted, Acted{"without", "retry", []string{"retry.sent", "retry.refused"}})
	for _, i := range []int{0, 1} {
		for _, r := range c.Variants[i].Runs {
			r.Faults[0].Touched = 0
		}
		for f := range c.Variants[i].Total.Faults {
			c.Variants[i].Total.Faults[f].Touched = 0
		}
	}
	got := Engaged(c.Totals(), []string{"crash", "hang payment"}, acted)
	want := []string{"the fault crash never began", "the fault hang payment touched nothing",
		"the pattern retry never acted in variant without (no retry.sent or retry.refused)"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if v := JudgeEngaged(got, 20); v.Status != Fail {
		t.Errorf("vacuous, but %+v", v)
	}
	if v := JudgeEngaged(nil, 20); v.Status != Pass {
		t.Errorf("not vacuous, but %+v", v)
	}
}
