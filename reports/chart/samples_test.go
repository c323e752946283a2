// These are the figures that a demanding reader would try first.

package chart

import (
	"math"

	"wavetank/reports"
)

// noise is a repeatable number from 0 to 1 that depends on nothing but n.
func noise(n uint64) float64 {
	n = (n + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9
	n ^= n >> 29
	n *= 0x94D049BB133111EB
	return float64(n>>40) / (1 << 24)
}

// sampled makes a band of one value a second, with a range around it.
func sampled(b Band, seconds int, value func(t float64) float64, wide float64) Band {
	for s := range seconds {
		t := float64(s) + 0.5
		salt := uint64(s)*31 + uint64(len(b.Label))*1009
		v := value(t) * (1 + 0.1*(noise(salt)-0.5))
		b.At = append(b.At, t)
		b.Median = append(b.Median, v)
		b.Low = append(b.Low, v*(1-wide*(0.5+noise(salt+7))))
		b.High = append(b.High, v*(1+wide*(0.5+noise(salt+13))))
	}
	return b
}

// pulse is high between from and to, with shoulders of a second.
func pulse(t, from, to, low, high float64) float64 {
	up := min(max(t-from, 0), 1)
	down := min(max(to+1-t, 0), 1)
	return low + (high-low)*up*down
}

var footer = []string{
	"30 seeds from 1 · scenario circuit-breaker, hash 5f2c91d07ab34e18 · digest of all runs 9e107d9d372bb682",
	"wavetank compare circuit-breaker --seeds 30 --out out",
}

func flagship() Figure {
	return Figure{
		Title:    "With the circuit breaker 17.3 percentage points fewer requests fail while the payment provider hangs (95 % interval 16.8 to 17.8)",
		Subtitle: "A hung payment provider: 200 requests a second for 60 s. Line: median of 30 seeds, band: 5–95 % of them.",
		Footer:   footer,
		Duration: 60,
		Warmup:   5,
		Shades:   []Shade{{From: 20, To: 35, Label: "payment hangs"}, {From: 40, To: 50, Label: "shoppers +100/s", Load: true}},
		Limits:   []Limit{{0.1, "the SLO, an error rate of 10 %"}},
		Curves: []Band{
			sampled(Band{Label: "without", Baseline: true}, 60, func(t float64) float64 { return pulse(t, 20, 37, 0.002, 0.7) }, 0.08),
			sampled(Band{Label: "with"}, 60, func(t float64) float64 { return pulse(t, 20, 36, 0.001, 0.28) }, 0.12),
		},
	}
}

func flagshipLatency() Figure {
	f := flagship()
	f.Title = "The slowest hundredth of all requests takes 1.9 s without the breaker and 90 ms with it"
	f.Limits = []Limit{{0.5, "the SLO, a p99 of 500 ms"}}
	f.Curves = []Band{
		sampled(Band{Label: "without", Baseline: true}, 60, func(t float64) float64 { return pulse(t, 20, 37, 0.09, 1.9) }, 0.1),
		sampled(Band{Variant: "without", Baseline: true, Lesser: true}, 60, func(t float64) float64 { return pulse(t, 20, 37, 0.021, 0.9) }, 0.1),
		sampled(Band{Label: "with"}, 60, func(t float64) float64 { return pulse(t, 20, 24, 0.088, 0.4) }, 0.15),
		sampled(Band{Variant: "with", Lesser: true}, 60, func(t float64) float64 { return pulse(t, 20, 21, 0.0205, 0.03) }, 0.1),
	}
	return f
}

func samples() map[string]Chart {
	return map[string]Chart{
		"flagship":         ErrorRate(flagship()),
		"flagship-latency": Latency(flagshipLatency()),
		"differences":      Differences(apart()),
		"long":             ErrorRate(long()),
		"many":             ErrorRate(many()),
		"many-latency":     Latency(manyLatency()),
		"zero":             ErrorRate(zero()),
		"gap":              Latency(gap()),
		"wide":             Latency(wide()),
		"same":             ErrorRate(same()),
		"flapping":         ErrorRate(flapping()),
		"spans":            Spans(elections()),
		"crowd":            Spans(crowd()),
		"level":            Level(halfDone()),
		"below":            Level(below()),
		"recovery":         Recovery(metastable()),
		"sweep":            Sweep(sweetSpot()),
		"heat":             Sweep(plane()),
		"effects":          Effects(defences()),
		"phase":            Phase(&reports.Info{Title: "A retry storm", Scenario: "retry-storm", Hash: "5f2c91d0", Command: "wavetank compare retry-storm"}, twoBasins()),
		"none":             Latency(Figure{Title: "Nothing", Curves: []Band{{Label: "dead", Baseline: true}, {Label: "also dead"}}}),
	}
}

// long has more words than room.
func long() Figure {
	f := flagship()
	f.Title += ", and this is a title that goes on for much longer than anybody should ever write a title, with aVeryLongWordThatHasNoSpaceInItAtAllAndGoesOnAndOnUntilItCannotFitInOneLineOfTheChartAnyMoreWhateverTheSizeOfThePageMayBeInPoints"
	f.Shades = []Shade{
		{From: 20, To: 35, Label: "payment hangs"},
		{From: 22, To: 24, Label: "network between checkout and payment loses a third of all messages"},
		{From: 24, To: 30, Label: "database slow"},
		{From: 55, To: 60, Label: "region eu-west-1 partitioned from region us-east-1"},
	}
	return f
}

// many has as many variants as there are colours.
func many() Figure {
	f := flagship()
	f.Curves = nil
	for i, name := range []string{"no pattern", "breaker", "breaker and retry", "hedged requests", "everything at once", "bulkhead"} {
		high := 0.7 - 0.13*float64(i)
		f.Curves = append(f.Curves, sampled(Band{Label: name, Baseline: i == 0}, 60, func(t float64) float64 {
			return pulse(t, 20, 37-float64(i), 0.002, high)
		}, 0.1))
	}
	return f
}

func manyLatency() Figure {
	f := flagshipLatency()
	f.Curves = nil
	for i, name := range []string{"no pattern", "breaker", "breaker and retry", "hedged requests"} {
		high := 1.9 / float64(1+i*2)
		f.Curves = append(f.Curves,
			sampled(Band{Label: name, Baseline: i == 0}, 60, func(t float64) float64 { return pulse(t, 20, 37, 0.09, high) }, 0.1),
			sampled(Band{Variant: name, Baseline: i == 0, Lesser: true}, 60, func(t float64) float64 { return pulse(t, 20, 37, 0.02, high/4) }, 0.1))
	}
	return f
}

func zero() Figure {
	f := flagship()
	f.Title = "No request failed in any variant"
	f.Shades = nil
	never := func(float64) float64 { return 0 }
	f.Curves = []Band{
		sampled(Band{Label: "without", Baseline: true}, 60, never, 0),
		sampled(Band{Label: "with"}, 60, never, 0),
	}
	return f
}

// gap has a lone value in the midst of its gap.
func gap() Figure {
	f := flagshipLatency()
	f.Title = "Without the breaker nothing finishes between 23 s and 36 s"
	for _, b := range f.Curves[:2] {
		for s := 23; s < 36; s++ {
			if s != 29 {
				b.Median[s], b.Low[s], b.High[s] = math.NaN(), math.NaN(), math.NaN()
			}
		}
	}
	return f
}

func wide() Figure {
	f := flagshipLatency()
	f.Title = "From 0.2 ms to a minute"
	f.Curves = []Band{
		sampled(Band{Variant: "a", Label: "without", Baseline: true}, 60, func(t float64) float64 { return pulse(t, 20, 37, 0.004, 55) }, 0.3),
		sampled(Band{Variant: "a", Baseline: true, Lesser: true}, 60, func(t float64) float64 { return pulse(t, 20, 37, 0.0003, 20) }, 0.3),
		sampled(Band{Variant: "b", Label: "with"}, 60, func(t float64) float64 { return pulse(t, 20, 24, 0.0041, 0.1) }, 0.3),
		sampled(Band{Variant: "b", Lesser: true}, 60, func(float64) float64 { return 0.0003 }, 0.1),
	}
	return f
}

func same() Figure {
	f := flagship()
	f.Title = "No difference shown: with and without lie on top of each other"
	f.Curves[1] = f.Curves[0]
	f.Curves[1].Label, f.Curves[1].Baseline = "with the circuit breaker between checkout and the payment provider", false
	return f
}

func flapping() Figure {
	f := flagship()
	f.Shades = nil
	for i := range 12 {
		from := 10 + 3*float64(i)
		f.Shades = append(f.Shades, Shade{From: from, To: from + 1, Label: "checkout | payment partitioned"})
	}
	return f
}

func apart() Contrast {
	rows := func(latency bool) []Row {
		scale, gain, same := 1.0, "−17.3 points (−17.8 to −16.8 points)", "−0.1 points (−0.9 to +0.6 points)"
		if latency {
			scale, gain, same = 2.4, "−415 ms (−427 ms to −403 ms)", "−3 ms (−20 ms to +14 ms)"
		}
		return []Row{
			{Variant: "without", Baseline: true, Median: 0.2314 * scale, Low: 0.221 * scale, High: 0.2402 * scale, Note: "baseline"},
			{Variant: "with", Median: 0.0582 * scale, Low: 0.049 * scale, High: 0.071 * scale, Note: gain + ", better in 30 of 30 seeds"},
			{Variant: "breaker and retry with hedging on", Median: 0.2299 * scale, Low: 0.2099 * scale, High: 0.2511 * scale, Note: "~ no difference shown: " + same},
			{Variant: "dead", Median: math.NaN(), Low: math.NaN(), High: math.NaN(), Note: "no request was answered"},
		}
	}
	return Contrast{
		Title: flagship().Title, Subtitle: "Dot: median of 30 seeds, whisker: 5–95 % of them. Differences are paired by seed, with 95 % intervals.", Footer: footer,
		Panels: []Panel{
			{Measure: "Error rate", Rows: rows(false)},
			{Measure: "p99 latency of answered requests (logarithmic)", scale: times, Rows: rows(true)},
		},
	}
}
