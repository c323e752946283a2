package reports

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestNoDrawnValueLiesOutsideItsLimits draws the values of a claim's names within
// their limits, at the edges as well.
func TestNoDrawnValueLiesOutsideItsLimits(t *testing.T) {
	for _, text := range []string{
		"a.error_rate < b.error_rate / 2",
		"a.p99 - b.p99 * 2 <= 500ms",
		"(a.error_rate - b.error_rate) * 3 > -(1 - a.error_rate)",
		"a.goodput / b.goodput > 0.9",
		"a.levels.x.y.mean * b.error_rate >= 2 - a.levels.x.y.last / (0 - 4)",
		"(a.error_rate - b.error_rate) / a.attempts_per_request < 1",
		"a.p99 / (b.p99 - a.p99) < 2",
	} {
		c, err := ParseClaim(text)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(text, rapid.MakeCheck(func(t *rapid.T) {
			names := make([]float64, len(c.names))
			for i, n := range c.names {
				m, _ := FindMetric(n.Metric)
				l := m.limits()
				names[i] = rapid.Float64Range(max(l.low, -1e3), min(l.high, 1e3)).Draw(t, n.String())
				_, scale := unitOf(m)
				names[i] *= scale
			}
			gap := c.left.value(names) - c.right.value(names)
			if l := c.limits(); gap < l.low-1e-9 || gap > l.high+1e-9 {
				t.Fatalf("%v lies outside %v", gap, l)
			}
		}))
	}
}

func TestTheLimitsOfClaims(t *testing.T) {
	inf := math.Inf(1)
	for text, want := range map[string]limits{
		"a.error_rate < 10%":                              {-0.1, 0.9},
		"a.error_rate < b.error_rate":                     {-1, 1},
		"a.error_rate < b.error_rate / 2":                 {-0.5, 1},
		"a.spans.raft.led.share > 99%":                    {-0.99, 0.01},
		"a.p99 < 500ms":                                   {-0.5, inf},
		"a.p99 < b.p99":                                   {-inf, inf},
		"a.levels.x.y.min >= 0":                           {-inf, inf},
		"a.levels.x.y.min / a.requests < 1":               {-inf, inf},
		"a.goodput / b.goodput > 1/2":                     {-0.5, inf},
		"1 - a.error_rate > 0.5":                          {-0.5, 0.5},
		"a.stale_reads / a.reads < 1%":                    {-0.01, inf},
		"a.attempts_per_request - b.error_rate * 2 < 0.1": {-2.1, inf},
		"a.unrecovered - b.unrecovered < 0":               {-1, 1},
	} {
		c, err := ParseClaim(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.limits(); !near(got.low, want.low) || !near(got.high, want.high) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestAnIntervalOfTooFewNumbersStaysOpen(t *testing.T) {
	if i := MeanInterval([]float64{0.3}).within(limits{0, 1}); !i.Open() {
		t.Errorf("one number has an interval: %+v", i)
	}
	got := MeanInterval([]float64{0, 0, 0.9}).within(limits{0, 1})
	if got.Low != 0 || got.High != 1 || got.Open() {
		t.Errorf("the interval of three error rates is %+v", got)
	}
}

// TestIntervalsThatRespectTheirLimitsContainTheTruth is about error rates near
// zero and one, where a plain interval reaches beyond them, and about latencies.
func TestIntervalsThatRespectTheirLimitsContainTheTruth(t *testing.T) {
	share, positive := limits{0, 1}, limits{0, math.Inf(1)}
	rare := func(r *rand.Rand, expected float64) float64 { // errors among 1,000 requests
		k, at := 0.0, r.ExpFloat64()
		for at < expected {
			k, at = k+1, at+r.ExpFloat64()
		}
		return k / 1000
	}
	lognormal := func(sigma float64) family {
		return family{fmt.Sprintf("latencies of sigma %g", sigma), math.Exp(sigma * sigma / 2),
			func(r *rand.Rand) float64 { return math.Exp(sigma * r.NormFloat64()) }}
	}
	for _, c := range []struct {
		family
		limits limits
		most   float64
	}{
		{family{"one error a seed", 0.001, func(r *rand.Rand) float64 { return rare(r, 1) }}, share, 0.97},
		{family{"five errors a seed", 0.005, func(r *rand.Rand) float64 { return rare(r, 5) }}, share, 0.97},
		{family{"all but five fail", 0.995, func(r *rand.Rand) float64 { return 1 - rare(r, 5) }}, share, 0.97},
		{family{"an outage of random length", 0.02, func(r *rand.Rand) float64 { return rare(r, 10+20*r.Float64()) }}, share, 0.97},
		{family{"the difference of rare errors", 0.004, func(r *rand.Rand) float64 { return rare(r, 5) - rare(r, 1) }}, limits{-1, 1}, 0.97},
		{family{"half of the seeds lose all", 0.5, func(r *rand.Rand) float64 { return float64(r.IntN(2)) }}, share, 1},
		{lognormal(0.2), positive, 0.97}, {lognormal(0.5), positive, 0.97},
	} {
		for _, n := range []int{5, 20, 50} {
			low, high := 0.93, c.most
			if n < 20 {
				low, high = 0.93, 0.995 // at so few, samples of rare errors are too coarse for less
			}
			in := coverage(rand.New(rand.NewPCG(7, uint64(n))), c.family, n, draws(), func(d []float64) Interval {
				i := MeanInterval(d).within(c.limits)
				if i.Low < c.limits.low || i.High > c.limits.high || i.Low > i.Middle || i.Middle > i.High {
					t.Fatalf("%s: the interval of %v is %+v", c.name, d, i)
				}
				return i
			})
			t.Logf("%s, %d seeds: %.1f %%", c.name, n, 100*in)
			if in < low || in > high {
				t.Errorf("%s, %d seeds: %.1f %% of the intervals contain the truth", c.name, n, 100*in)
			}
		}
	}
}

// TestErrorsThatNeverHappenedMayBeRare is about shares of which a sample may well
// show none.
func TestErrorsThatNeverHappenedMayBeRare(t *testing.T) {
	const n, requests = 5, 1000
	for _, expected := range []float64{0.1, 0.5, 1, 3} { // errors in all seeds together
		for _, most := range []bool{false, true} {
			f := family{"", expected / n / requests, func(r *rand.Rand) float64 {
				k, at := 0.0, r.ExpFloat64()
				for at < expected/n {
					k, at = k+1, at+r.ExpFloat64()
				}
				return k / requests
			}}
			g := f
			if most {
				g = family{"", 1 - f.mean, func(r *rand.Rand) float64 { return 1 - f.draw(r) }}
			}
			in := coverage(rand.New(rand.NewPCG(11, 1)), g, n, draws(), func(d []float64) Interval {
				return MeanInterval(d).unseen(n * requests).within(limits{0, 1})
			})
			if in < 0.93 {
				t.Errorf("%g errors expected: %.1f %% of the intervals contain the truth", expected, 100*in)
			}
		}
	}
	if i := MeanInterval([]float64{0}).unseen(10); !i.Open() {
		t.Errorf("one seed has an interval: %+v", i)
	}
}

// draws is how many samples a coverage is found out from: chance moves it by 0.35
// points, in a short test by half a point.
func draws() int {
	if testing.Short() {
		return 2000
	}
	return 4000
}

// TestNoDifferenceReachesWhereTheVariantCannotBe has a baseline that is the same in
// each seed, so that what the variant would have to be can be read off.
func TestNoDifferenceReachesWhereTheVariantCannotBe(t *testing.T) {
	var runs []*Summary
	for seed, o := range []outcome{
		{ok: 100, latency: 5 * time.Millisecond},
		{ok: 98, failed: 2, latency: 6 * time.Millisecond},
		{ok: 60, failed: 40, latency: 400 * time.Millisecond},
	} {
		base := outcome{ok: 100, latency: 5 * time.Millisecond}
		runs = append(runs, base.summary("without", uint64(seed)), o.summary("with", uint64(seed)))
	}
	c, err := Compare(twoArms(), runs)
	if err != nil {
		t.Fatal(err)
	}
	for name, unseen := range map[string]float64{"error_rate": 3.7 / 300, "p99": 0, "latency_all_p99": 0} {
		d, ok := c.Difference("with", "", name)
		if plain := MeanInterval([]float64{0, 0.02, 0.4}); !ok || plain.Low >= 0 {
			t.Fatalf("%s: there is nothing to hold back: %+v", name, plain)
		}
		if d.From+d.Low < -unseen || d.Low > 0 || d.Open() {
			t.Errorf("%s is %g in the baseline, and with the pattern that and %g to %g", name, d.From, d.Low, d.High)
		}
	}
}

// TestNoIntervalIsImpossible compares and sweeps few seeds with anything in them.
func TestNoIntervalIsImpossible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var runs []*Summary
		for seed := range rapid.Uint64Range(1, 6).Draw(t, "seeds") {
			for _, v := range []string{"without", "with"} {
				count := rapid.SampledFrom([]int64{0, 0, 1, 5, 60})
				o := outcome{ok: count.Draw(t, "ok"), failed: count.Draw(t, "failed"), timedOut: count.Draw(t, "timed out"),
					latency: time.Duration(rapid.IntRange(1, 1000).Draw(t, "ms")) * time.Millisecond}
				runs = append(runs, o.summary(v, seed))
			}
		}
		c, err := Compare(twoArms(), runs)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range c.Differences {
			m, _ := FindMetric(d.Metric)
			if l := m.limits(); !d.Open() && (d.Low < l.low-l.high || d.High > l.high-l.low || d.Low > d.High) {
				t.Fatalf("the difference of %s: %+v", d.Metric, d.Interval)
			}
		}
		s := &Sweep{Info: c.Info, Axes: []Axis{{Key: "x", Values: []string{"1"}}}, Points: []*Comparison{c}}
		for _, name := range SweptMetrics {
			m, _ := FindMetric(name)
			if i, l := s.At(0, "with", name), m.limits(); !i.Open() && (i.Low < l.low || i.High > l.high || i.Low > i.Middle || i.Middle > i.High) {
				t.Fatalf("%s: %+v", name, i)
			}
		}
	})
}

func TestMediansOfFewSeedsLieInTheirInterval(t *testing.T) {
	for _, f := range []family{
		{"exponential", math.Ln2, func(r *rand.Rand) float64 { return r.ExpFloat64() }},
		{"normal", 3, func(r *rand.Rand) float64 { return 3 + r.NormFloat64() }},
		{"lognormal", 1, func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()) }},
		{"a tenth never recovers", math.Log(0.9 / 0.4), func(r *rand.Rand) float64 {
			if r.IntN(10) == 0 {
				return math.Inf(1)
			}
			return r.ExpFloat64()
		}},
	} {
		for _, n := range []int{6, 7, 8, 9, 10, 12, 15, 20, 51, 200} {
			in := coverage(rand.New(rand.NewPCG(9, uint64(n))), f, n, draws(), MedianInterval)
			t.Logf("%s, %d seeds: %.1f %%", f.name, n, 100*in)
			if in < 0.93 || in > 0.97 {
				t.Errorf("%s, %d seeds: %.1f %% of the intervals contain the median", f.name, n, 100*in)
			}
		}
	}
}
