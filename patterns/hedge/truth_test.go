package hedge_test

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"wavetank/patterns/hedge"
	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// wait is a row of testdata/tail2_hedging_exact.json: percentiles in closed form of
// a call that is hedged once after d, in milliseconds. With T = min(X1, d + X2),
// P(T > t) = P(X > t) P(X > t-d) beyond d; a request waits for fan of them.
type wait struct {
	Dist       string
	D          float64
	Fan        int
	Extra      float64 `json:"extra_request_fraction"`
	Base50     float64 `json:"base_p50"`
	Base95     float64 `json:"base_p95"`
	Base99     float64 `json:"base_p99"`
	Base999    float64 `json:"base_p99.9"`
	Hedged50   float64 `json:"hedged_p50"`
	Hedged95   float64 `json:"hedged_p95"`
	Hedged99   float64 `json:"hedged_p99"`
	Hedged99_9 float64 `json:"hedged_p99.9"`
}

// dists writes the table's distributions as scenarios do.
var dists = map[string]string{
	"exp mean 10":                       "exp 10ms",
	"Pareto xm=1 a=2":                   "pareto min=1ms alpha=2",
	"98% exp mean 2 + 2% U(50,2000)":    "mix 98% exp 2ms, 2% uniform 50ms..2s",
	"99% of 1ms, 1% of 1s":              "mix 99% const 1ms, 1% const 1s",
	"0.1%":                              "mix 99.9% const 1ms, 0.1% const 1s",
	"0.01%":                             "mix 99.99% const 1ms, 0.01% const 1s",
	"98% fast, 2% late, 1/1000 a stall": "mix 98% exp 2ms, 1.9% uniform 11ms..40ms, 0.1% uniform 1s..2s",
}

// leaves is so many calls at a time to a service that never makes anybody wait for
// others; the hedge may be absent.
func leaves(dist string, fan int, rate float64, d time.Duration) string {
	return fmt.Sprintf(`
title    = "leaves"
duration = "1000s"
[nodes.leaf]
instances = 2
cancel    = true
routes.read = { work = "%s" }
[nodes.front]
routes.search = { calls = [{ parallel = [{ to = "leaf.read", repeat = %d }] }] }
[loads.users]
to    = "front.search"
rate  = "%.3f/s"
until = "900s"
[patterns.hedge]
kind  = "hedge"
on    = "front -> leaf"
rule  = "fixed"
delay = "%v"
[variants]
base   = []
hedged = ["hedge"]
`, dist, fan, rate, d)
}

// A sample is what the runs of a variant came to.
type sample struct {
	waits    []time.Duration // of requests, in order
	requests int
	hedges   int
}

// gather runs a variant with two seeds, one on each of two cores.
func gather(t *testing.T, text, variant string) sample {
	t.Helper()
	s, err := scenarios.Parse("truth.toml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	parts := make([]sample, 2)
	var workers sync.WaitGroup
	for i := range parts {
		workers.Go(func() {
			w, err := world.Build(s, variant, uint64(i+1), sim.Limits{})
			if err != nil {
				t.Error(err)
				return
			}
			defer w.Close()
			w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
				switch f.Kind {
				case sim.RequestOK:
					parts[i].waits = append(parts[i].waits, time.Duration(f.Value))
				case sim.RequestStarted:
					parts[i].requests++
				case hedge.Sent:
					parts[i].hedges++
				}
			}))
			if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
				t.Error(err)
			}
		})
	}
	workers.Wait()
	var all sample
	for _, p := range parts {
		all.waits = append(all.waits, p.waits...)
		all.requests += p.requests
		all.hedges += p.hedges
	}
	slices.Sort(all.waits)
	runtime.GC()
	return all
}

// quantile compares a quantile, in milliseconds: it must lie within the tolerance,
// or as many of the sample lie below the truth as 3.5 standard errors allow.
func (s sample) quantile(t *testing.T, what string, q, exact, tolerance float64) {
	t.Helper()
	n := float64(len(s.waits))
	got := s.waits[int(q*n)].Seconds() * 1000
	at, _ := slices.BinarySearch(s.waits, time.Duration(exact*1e6))
	off := (float64(at)/n - q) / math.Sqrt(q*(1-q)/n)
	t.Logf("%s p%v: %.5g ms, exact %.5g ms (%+.2f%%, %+.1f standard errors)", what, 100*q, got, exact, 100*(got/exact-1), off)
	if math.Abs(got-exact) > tolerance*exact && math.Abs(off) > 3.5 {
		t.Errorf("%s p%v is %v ms, in theory %v ms", what, 100*q, got, exact)
	}
}

// TestTruthOfHedgedPercentiles runs every row through the language of scenarios.
func TestTruthOfHedgedPercentiles(t *testing.T) {
	var rows []wait
	if reference.Table(t, "tail2_hedging_exact", &rows); len(rows) == 0 {
		t.Fatal("no rows")
	}
	for _, row := range rows {
		t.Run(fmt.Sprintf("%s d=%v fan=%d", row.Dist, row.D, row.Fan), func(t *testing.T) {
			calls := 100_000.0
			if !reference.Whole() {
				calls /= 20
			}
			rate := calls / float64(row.Fan) / 900 / 2
			text := leaves(dists[row.Dist], row.Fan, rate, time.Duration(row.D*1e6))
			base, hedged := gather(t, text, "base"), gather(t, text, "hedged")
			for i, q := range []float64{.5, .95, .99, .999} {
				tolerance := .015
				if q == .999 {
					tolerance = .05
				}
				base.quantile(t, "base", q, []float64{row.Base50, row.Base95, row.Base99, row.Base999}[i], tolerance)
				hedged.quantile(t, "hedged", q, []float64{row.Hedged50, row.Hedged95, row.Hedged99, row.Hedged99_9}[i], tolerance)
			}
			n := float64(hedged.requests * row.Fan)
			extra := float64(hedged.hedges) / n
			t.Logf("extra requests: %.5f, exact %.5f", extra, row.Extra)
			if math.Abs(extra-row.Extra) > max(.001, 3.5*math.Sqrt(row.Extra*(1-row.Extra)/n)) {
				t.Errorf("hedges per call: %v, in theory %v", extra, row.Extra)
			}
		})
	}
}

// TestTruthOfFanOut counts the requests that wait for one slow leaf at least.
func TestTruthOfFanOut(t *testing.T) {
	var table struct {
		Fanout []struct {
			P, PSlow float64
			N        int
			Slow     float64 `json:"P_slow"`
		}
		Bigtable struct {
			Before float64 `json:"p999_before"`
			After  float64 `json:"p999_after"`
			Extra  float64 `json:"extra_requests"`
		} `json:"hedge_bigtable"`
	}
	reference.Table(t, "tail1_published", &table)
	for _, row := range table.Fanout {
		calls := 100_000.0
		if !reference.Whole() {
			calls = 20_000
		}
		dist := map[float64]string{.01: "99% of 1ms, 1% of 1s", .001: "0.1%", .0001: "0.01%"}[row.P]
		s := gather(t, leaves(dists[dist], row.N, calls/float64(row.N)/900/2, time.Second), "base")
		n := float64(len(s.waits))
		at, _ := slices.BinarySearch(s.waits, 500*time.Millisecond)
		slow := 1 - float64(at)/n
		t.Logf("fan-out %d, slow %v: %.4f of %v requests are slow, in theory %.4f", row.N, row.P, slow, n, row.Slow)
		if math.Abs(slow-row.Slow) > 3.5*math.Sqrt(row.Slow*(1-row.Slow)/n) {
			t.Errorf("fan-out %d, slow %v: %v of the requests are slow, in theory %v", row.N, row.P, slow, row.Slow)
		}
	}
}

// TestShapeOfTheBigTableBenchmark reads from 100 servers at once, of which each is
// late (beyond 10 ms) with 2 % and stalls for a second or two with 1 in 1000: as in
// the measurement that Dean and Barroso published, a hedge after 10 ms costs 2 % more
// requests and takes the 99.9th percentile down by more than an order of magnitude,
// to a few dozen milliseconds.
func TestShapeOfTheBigTableBenchmark(t *testing.T) {
	requests := 2000.0
	if !reference.Whole() {
		requests = 1000
	}
	text := leaves(dists["98% fast, 2% late, 1/1000 a stall"], 100, requests/900/2, 10*time.Millisecond)
	base, hedged := gather(t, text, "base"), gather(t, text, "hedged")
	at := func(s sample) time.Duration { return s.waits[int(.999*float64(len(s.waits)))] }
	extra := float64(hedged.hedges) / float64(hedged.requests*100)
	t.Logf("p99.9 %v before, %v after; %.2f%% more requests (published: 1800ms, 74ms, 2%%)", at(base), at(hedged), 100*extra)
	if at(base) < time.Second || at(hedged) > 100*time.Millisecond || at(base) < 10*at(hedged) || extra < .015 || extra > .03 {
		t.Error("that is not the shape of what was published")
	}
}
