package chart

import (
	"math"

	"wavetank/reports"
)

// elections are five nodes under two variants, with a partition and a crash.
func elections() Timeline {
	shades := []Shade{{From: 20, To: 35, Label: "node-1 is cut off"}, {From: 45, To: 50, Label: "node-3 crashes"}}
	names := []string{"node-1", "node-2", "node-3", "node-4", "node-5"}
	rows := func(spans map[string][]Interval) []Owner {
		var all []Owner
		for _, n := range names {
			all = append(all, Owner{Name: n, Spans: spans[n]})
		}
		return all
	}
	return Timeline{
		Title:    "Led (raft), share of the time: static 74.6 %, bully 96.1 %, raft 95.3 %; by two or more at once for: bully 12.4 s",
		Subtitle: "Who leads, and when. A row for each who could be, in seed 1; the title has the medians of 20 seeds.",
		Footer:   footer, Duration: 60, Warmup: 5,
		Runs: []TimelineRun{
			{Variant: "static", Baseline: true, Note: "seed 1: 1 span, 74.6 % of the time", Shades: shades,
				Owners: rows(map[string][]Interval{"node-1": {{0, 20}, {35, 60}}})},
			{Variant: "bully", Note: "seed 1: 4 spans, 96.1 % of the time, two at once for 12.4 s", Shades: shades,
				Owners: rows(map[string][]Interval{"node-1": {{0.2, 34}}, "node-5": {{21.5, 60}}, "node-3": {{44, 45}}})},
			{Variant: "raft with pre-vote and check-quorum", Note: "seed 1: 3 spans, 95.3 % of the time", Shades: shades,
				Owners: rows(map[string][]Interval{"node-1": {{0.31, 20.4}}, "node-3": {{21.3, 45}}, "node-4": {{45.6, 60}}})},
		},
	}
}

// crowd has more owners than rows, long names, and a variant in which nobody ever led.
func crowd() Timeline {
	t := Timeline{Title: "member.known", Duration: 9, Footer: footer, Runs: []TimelineRun{{Variant: "nobody"}, {Variant: "everybody", Baseline: true}}}
	for i := range 60 {
		t.Runs[1].Owners = append(t.Runs[1].Owners, Owner{
			Name:  "member-of-a-very-large-fleet-" + string(rune('a'+i%26)),
			Spans: []Interval{{float64(i) / 10, float64(i)/10 + 0.001}, {float64(i)/8 + 1, 9}},
		})
	}
	return t
}

func halfDone() Figure {
	f := flagship()
	f.Title = "Orders that are half done, on average: without 41.3 (peak 126), saga 1.32 (peak 9)"
	f.YLabel = "Orders that are half done (order.half_done)"
	f.Curves = []Band{
		sampled(Band{Label: "without", Baseline: true}, 60, func(t float64) float64 { return 2.1 * max(0, t-20) }, 0.2),
		sampled(Band{Label: "saga"}, 60, func(t float64) float64 { return pulse(t, 20, 36, 0.4, 9) }, 0.4),
	}
	return f
}

func below() Figure {
	f := halfDone()
	f.Curves = []Band{sampled(Band{Label: "credit"}, 60, func(t float64) float64 { return 3 - t/8 }, 0)}
	return f
}

func metastable() RecoveryChart {
	times := func(n int, from, wide float64) []float64 {
		var all []float64
		for i := range n {
			all = append(all, from+wide*float64(i)/float64(n)+0.2*wide*noise(uint64(i*7+n)))
		}
		return all
	}
	return RecoveryChart{
		Title:    "Did not recover: naive retries in 14 of 20 seeds; always did: without, retries with a budget of a tenth",
		Subtitle: "A retry storm. From the end of the fault to the first of three windows in a row within the SLO. A dot is a seed, the line their median.",
		Footer:   footer,
		Rows: []RecoveryRow{
			{Variant: "without", Baseline: true, Times: times(20, 0.3, 0.2), Median: 0.42, Note: "recovered in each of 20 seeds (median 420 ms, 5–95 % 320–510 ms)"},
			{Variant: "naive retries", Times: times(6, 9, 12), Median: 15.2, Never: 14, Note: "did not recover in 14 of 20 seeds (the others: median 15.2 s, 5–95 % 9.4–20.1 s)"},
			{Variant: "retries with a budget of a tenth", Times: times(20, 1, 4), Median: 3.1, Note: "recovered in each of 20 seeds (median 3.1 s, 5–95 % 1.2–4.9 s)"},
			{Variant: "dead", Median: math.NaN(), Never: 400, Note: "did not recover in any of 400 seeds"},
			{Variant: "calm", Times: make([]float64, 20), Median: 0, Note: "recovered in each of 20 seeds (0 s)"},
		},
	}
}

// twoBasins are runs that a fault pushes to a queue, from which those below three hundred
// come back.
func twoBasins() *reports.Phase {
	p := &reports.Phase{Variant: "naive retries", Held: "loads.users.rate = 180/s"}
	for _, pushed := range []float64{30, 90, 200, 280, 320, 700, 1200} {
		c := reports.Course{Part: 1, Back: pushed < 300}
		for i := range 100 {
			c.At = append(c.At, reports.PhasePoint{Queued: int64(6 * noise(uint64(i))), InFlight: 5 + int64(6*noise(uint64(i+7)))})
		}
		for q := 5.0; q < pushed; q *= 1.2 {
			c.At = append(c.At, reports.PhasePoint{Queued: int64(q), InFlight: int64(q + 8), Begun: 1})
		}
		for q := pushed; len(c.At) < 300; {
			if c.At = append(c.At, reports.PhasePoint{Queued: int64(q), InFlight: 8 + int64(min(q, 900)), Begun: 1, Ended: 1}); c.Back {
				q = max(3, 0.95*q)
			} else {
				q = min(20000, 1.03*q)
			}
		}
		p.Courses = append(p.Courses, c)
	}
	return p
}
