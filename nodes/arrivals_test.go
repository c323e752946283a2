package nodes_test

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

func newArrivals(t rapid.TB, seed uint64, c nodes.ArrivalsConfig) *nodes.Arrivals {
	t.Helper()
	a, err := nodes.NewArrivals(sim.New(sim.Config{Seed: seed}), sim.KeyOf("shoppers"), c)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// times returns the first n arrivals, or as many as there are.
func times(a *nodes.Arrivals, n int) []sim.Time {
	var all []sim.Time
	for len(all) < n {
		at, ok := a.Next()
		if !ok {
			break
		}
		all = append(all, at)
	}
	return all
}

func TestPoissonGapsAreExponential(t *testing.T) {
	const n, rate = 50_000, 1000
	all := times(newArrivals(t, 1, nodes.ArrivalsConfig{Rate: rate}), n)
	gaps := make([]float64, n)
	last := sim.Time(0)
	for i, at := range all {
		gaps[i] = at.Sub(last).Seconds()
		last = at
	}
	slices.Sort(gaps)
	// Kolmogorov and Smirnov: beyond 1.95 with probability 0.001.
	worst := 0.0
	for i, gap := range gaps {
		below := 1 - math.Exp(-gap*rate)
		worst = max(worst, math.Abs(below-float64(i)/n), math.Abs(below-float64(i+1)/n))
	}
	if d := worst * math.Sqrt(n); d > 1.95 {
		t.Errorf("the gaps differ from an exponential distribution by %.2f, want at most 1.95", d)
	}
}

func TestPoissonCountsHaveTheMeanAndVarianceOfTheIntegratedRate(t *testing.T) {
	// From 0.5s to 4s the integral is 10·0.5 + (10+30)/2 + 30 + 4·5·0.1 = 57.
	c := nodes.ArrivalsConfig{
		Steps: []nodes.RateStep{{At: 0, Rate: 10}, {At: time.Second, Rate: 10}, {At: 2 * time.Second, Rate: 30, Ramp: true}, {At: 3 * time.Second}},
		Burst: &nodes.BurstLoad{Rate: 5, At: 600 * time.Millisecond, For: 100 * time.Millisecond, Every: time.Second},
		From:  500 * time.Millisecond, Until: 4 * time.Second,
	}
	const worlds, mean = 4000, 57.0
	sum, squares := 0.0, 0.0
	for seed := range uint64(worlds) {
		n := float64(len(times(newArrivals(t, seed, c), 1000)))
		sum += n
		squares += n * n
	}
	average := sum / worlds
	variance := squares/worlds - average*average
	// Four standard errors.
	if off := math.Abs(average - mean); off > 4*math.Sqrt(mean/worlds) {
		t.Errorf("%.3f arrivals on average, want %v", average, mean)
	}
	if off := math.Abs(variance - mean); off > 4*mean*math.Sqrt(2.0/worlds)*1.1 {
		t.Errorf("the number of arrivals has a variance of %.3f, want %v", variance, mean)
	}
}

func TestConstantArrivalsKeepTheirSpacingExactly(t *testing.T) {
	a := newArrivals(t, 1, nodes.ArrivalsConfig{Process: "constant", Rate: 3})
	const n = 3 * 3600 * 24
	for k := int64(1); k <= n; k++ {
		at, _ := a.Next()
		if want := sim.Time((k*2_000_000_000 + 3) / 6); at != want {
			t.Fatalf("arrival %d comes at %v, want %v", k, at, want)
		}
	}
}

// aCourse draws a rate that goes over ten seconds in whole milliseconds.
func aCourse(t *rapid.T) nodes.ArrivalsConfig {
	span := func(least, most int) *rapid.Generator[time.Duration] {
		return rapid.Map(rapid.IntRange(least, most), func(i int) time.Duration { return time.Duration(i) * time.Millisecond })
	}
	rate := rapid.Map(rapid.IntRange(0, 500), func(i int) float64 { return float64(max(0, i-100)) })
	c := nodes.ArrivalsConfig{From: span(0, 3000).Draw(t, "from")}
	ats := rapid.SliceOfNDistinct(span(0, 10_000), 1, 6, rapid.ID).Draw(t, "at")
	slices.Sort(ats)
	for _, at := range ats {
		c.Steps = append(c.Steps, nodes.RateStep{At: at, Rate: rate.Draw(t, "rate"), Ramp: rapid.Bool().Draw(t, "ramp")})
	}
	if rapid.Bool().Draw(t, "bursts") {
		b := &nodes.BurstLoad{Rate: rate.Draw(t, "burst"), At: span(0, 8000).Draw(t, "begin"), For: span(0, 500).Draw(t, "for")}
		if rapid.Bool().Draw(t, "again") {
			b.Every = b.For + span(1, 2000).Draw(t, "pause")
		}
		c.Burst = b
	}
	return c
}

// rateAt is the rate of c at a time, read from its definition.
func rateAt(c nodes.ArrivalsConfig, at time.Duration) float64 {
	rate, before := 0.0, nodes.RateStep{}
	for _, s := range c.Steps {
		if at >= s.At {
			rate = s.Rate
		} else {
			if s.Ramp {
				rate += (s.Rate - before.Rate) * float64(at-before.At) / float64(s.At-before.At)
			}
			break
		}
		before = s
	}
	if b := c.Burst; b != nil && at >= b.At {
		since := at - b.At
		if b.Every > 0 {
			since %= b.Every
		}
		if since < b.For {
			rate += b.Rate
		}
	}
	return rate
}

// integral returns the rate of c integrated from c.From on, at every whole
// millisecond: the rate is a straight line between them.
func integral(c nodes.ArrivalsConfig, until time.Duration) []float64 {
	sums := []float64{0}
	const ms = time.Millisecond
	for at := c.From; at < until; at += ms {
		middle := rateAt(c, at+ms/2)
		sums = append(sums, sums[len(sums)-1]+middle*ms.Seconds())
	}
	return sums
}

func TestEveryArrivalUsesUpAsMuchRateAsItDrew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := aCourse(t)
		c.Process = rapid.SampledFrom([]string{"poisson", "constant"}).Draw(t, "process")
		c.Until = 12 * time.Second
		seed := rapid.Uint64().Draw(t, "seed")
		sums := integral(c, c.Until)
		// At one per second the times are the needs themselves.
		needs := times(newArrivals(t, seed, nodes.ArrivalsConfig{Process: c.Process, Rate: 1}), 10_000)
		got := times(newArrivals(t, seed, c), 10_000)
		if whole := sums[len(sums)-1]; len(got) < len(needs) && needs[len(got)].Seconds() < whole-1e-6 {
			t.Fatalf("%d arrivals, but the next needs %v and the whole is %v", len(got), needs[len(got)].Seconds(), whole)
		}
		for i, at := range got {
			// Within the millisecond of the arrival, by the rates at both ends.
			need, into := needs[i].Seconds(), at.Sub(sim.Time(c.From))
			k := int(into / time.Millisecond)
			part := (into % time.Millisecond).Seconds()
			start := c.From + time.Duration(k)*time.Millisecond
			mid := start + time.Duration(part*1e9)/2
			used := sums[k] + rateAt(c, mid)*part
			if math.Abs(used-need) > 3e-6 {
				t.Fatalf("arrival %d at %v has used up %v, want %v", i+1, at, used, need)
			}
		}
	})
}

func TestArrivalsDependOnNothingButTheirOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := aCourse(t)
		seed := rapid.Uint64().Draw(t, "seed")
		want := times(newArrivals(t, seed, c), 200)
		w := sim.New(sim.Config{Seed: seed})
		a, _ := nodes.NewArrivals(w, sim.KeyOf("shoppers"), c)
		other, _ := nodes.NewArrivals(w, sim.KeyOf("robots"), nodes.ArrivalsConfig{Rate: 10})
		var got []sim.Time
		for range want {
			for range rapid.IntRange(0, 2).Draw(t, "others") {
				other.Next()
				w.Stream("robots").Uint64()
			}
			at, _ := a.Next()
			got = append(got, at)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("beside other draws the arrivals are %v, want %v", got, want)
		}
	})
}

func TestArrivalsComeInOrderWithinTheirWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := aCourse(t)
		c.Until = c.From + time.Duration(rapid.Int64Range(1, int64(9*time.Second)).Draw(t, "length"))
		last := sim.Time(c.From)
		a := newArrivals(t, rapid.Uint64().Draw(t, "seed"), c)
		for {
			at, ok := a.Next()
			if !ok {
				break
			}
			if at < last || at >= sim.Time(c.Until) {
				t.Fatalf("an arrival at %v after %v in the window from %v to %v", at, last, c.From, c.Until)
			}
			last = at
		}
		if _, again := a.Next(); again {
			t.Fatal("an arrival after the last")
		}
	})
}

func TestWhereArrivalsBeginAndEnd(t *testing.T) {
	sec := time.Second
	for _, c := range []struct {
		name   string
		config nodes.ArrivalsConfig
		want   string
	}{
		{"the first of a constant rate comes after one gap",
			nodes.ArrivalsConfig{Process: "constant", Rate: 1, Until: 4 * sec}, "[1s 2s 3s]"},
		{"a later beginning shifts a constant rate",
			nodes.ArrivalsConfig{Process: "constant", Rate: 1, From: 2500 * time.Millisecond, Until: 5 * sec}, "[3.5s 4.5s]"},
		{"the last comes when the rate falls to zero, not later",
			nodes.ArrivalsConfig{Process: "constant", Steps: []nodes.RateStep{{Rate: 7}, {At: sec, Rate: 0}, {At: 9 * sec, Rate: 1}}, Until: 11 * sec},
			"[142.857143ms 285.714286ms 428.571429ms 571.428571ms 714.285714ms 857.142857ms 1s 10s]"},
		{"a rate of zero brings nothing", nodes.ArrivalsConfig{}, "[]"},
		{"a ramp from zero brings the fourth after twice the time of the first",
			nodes.ArrivalsConfig{Process: "constant", Steps: []nodes.RateStep{{At: 2 * sec, Rate: 4, Ramp: true}, {At: 2 * sec}}}, "[1s 1.414213562s 1.732050808s 2s]"},
		{"a ramp to zero is as long",
			nodes.ArrivalsConfig{Process: "constant", Steps: []nodes.RateStep{{Rate: 4}, {At: 2 * sec, Ramp: true}}}, "[267.949192ms 585.786438ms 1s 2s]"},
		{"nothing comes before the first step",
			nodes.ArrivalsConfig{Process: "constant", Steps: []nodes.RateStep{{At: 5 * sec, Rate: 1}}, Until: 8 * sec}, "[6s 7s]"},
		{"the later of two steps at one time counts",
			nodes.ArrivalsConfig{Process: "constant", Steps: []nodes.RateStep{{Rate: 100}, {Rate: 1}}, Until: 3 * sec}, "[1s 2s]"},
		{"a burst comes again",
			nodes.ArrivalsConfig{Process: "constant", Burst: &nodes.BurstLoad{Rate: 2, At: sec, For: sec, Every: 10 * sec}, Until: 30 * sec},
			"[1.5s 2s 11.5s 12s 21.5s 22s]"},
		{"a burst comes once without a period",
			nodes.ArrivalsConfig{Process: "constant", Burst: &nodes.BurstLoad{Rate: 2, At: sec, For: sec}, Until: 30 * sec}, "[1.5s 2s]"},
		{"a replay keeps its window",
			nodes.ArrivalsConfig{Replay: []time.Duration{0, sec, sec, 2 * sec, 3 * sec}, From: sec, Until: 3 * sec}, "[1s 1s 2s]"},
		{"a burst every other nanosecond that hardly brings anything is no work",
			nodes.ArrivalsConfig{Process: "constant", Burst: &nodes.BurstLoad{Rate: 1e-6, For: 1, Every: 2}, Until: 5e6 * sec}, "[555h33m20s 1111h6m40s]"},
		{"nor is one beside a ramp",
			nodes.ArrivalsConfig{Process: "constant", Steps: []nodes.RateStep{{At: 1e6 * sec, Rate: 2e-6, Ramp: true}}, Burst: &nodes.BurstLoad{Rate: 2e-9, For: 1, Every: 2}, Until: 2e6 * sec},
			"[277h38m20.124999992s 416h27m30.374812594s 555h16m40.499750125s]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fmt.Sprint(times(newArrivals(t, 1, c.config), 100)); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

func TestContradictingArrivalsAreRefused(t *testing.T) {
	sec := time.Second
	for _, c := range []struct {
		name   string
		config nodes.ArrivalsConfig
	}{
		{"an unknown process", nodes.ArrivalsConfig{Process: "fractal", Rate: 1}},
		{"a rate and steps", nodes.ArrivalsConfig{Rate: 1, Steps: []nodes.RateStep{{Rate: 1}}}},
		{"a negative rate", nodes.ArrivalsConfig{Rate: -1}},
		{"a rate that is not a number", nodes.ArrivalsConfig{Rate: math.NaN()}},
		{"an infinite step", nodes.ArrivalsConfig{Steps: []nodes.RateStep{{Rate: math.Inf(1)}}}},
		{"steps out of order", nodes.ArrivalsConfig{Steps: []nodes.RateStep{{At: sec, Rate: 1}, {Rate: 2}}}},
		{"a burst that overlaps itself", nodes.ArrivalsConfig{Burst: &nodes.BurstLoad{Rate: 1, For: 2 * sec, Every: sec}}},
		{"a burst on a replay", nodes.ArrivalsConfig{Replay: []time.Duration{sec}, Burst: &nodes.BurstLoad{Rate: 1, For: sec}}},
		{"a replay out of order", nodes.ArrivalsConfig{Replay: []time.Duration{sec, 0}}},
		{"a window before the world", nodes.ArrivalsConfig{Rate: 1, From: -sec}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := nodes.NewArrivals(sim.New(sim.Config{}), 1, c.config); err == nil {
				t.Error("accepted")
			}
		})
	}
}

// The hash holds the bits of the times: it is the same on every processor.
func TestArrivalsHaveTheSameBitsEverywhere(t *testing.T) {
	h := fnv.New64a()
	for seed := range uint64(4) {
		a := newArrivals(t, seed, nodes.ArrivalsConfig{
			Steps: []nodes.RateStep{{Rate: 700}, {At: 3 * time.Second, Rate: 1900, Ramp: true}, {At: 7 * time.Second, Rate: 13, Ramp: true}},
			Burst: &nodes.BurstLoad{Rate: 333, At: time.Second, For: 70 * time.Millisecond, Every: 900 * time.Millisecond},
		})
		for _, at := range times(a, 20_000) {
			fmt.Fprintln(h, int64(at))
		}
	}
	if got, want := fmt.Sprintf("%016x", h.Sum64()), "3f8f12d40653b088"; got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}

func TestNextAllocatesNothing(t *testing.T) {
	a := newArrivals(t, 1, nodes.ArrivalsConfig{Rate: 1000, Burst: &nodes.BurstLoad{Rate: 9, For: 1e6, Every: 2e6}})
	if n := testing.AllocsPerRun(10_000, func() { a.Next() }); n != 0 {
		t.Errorf("%v allocations for an arrival", n)
	}
}

func BenchmarkArrivals(b *testing.B) {
	a := newArrivals(b, 1, nodes.ArrivalsConfig{Rate: 1e6})
	for b.Loop() {
		a.Next()
	}
}
