package chart

import (
	"strings"

	"wavetank/reports"
)

// A Drawing is a chart and what its file is called, without an ending.
type Drawing struct {
	Name string
	Chart
}

// Drawings returns every chart of a comparison: those that all have, of several
// variants how far they lie apart, what the expectations name besides, and those of what
// its runs told.
func Drawings(c *reports.Comparison) []Drawing {
	errorRate, latency, apart := FromComparison(c)
	all := []Drawing{{"error-rate", ErrorRate(errorRate)}, {"latency", Latency(latency)}}
	if len(c.Variants) > 1 {
		all = append(all, Drawing{"differences", Differences(apart)})
	}
	if subject, ok := subjectOf(c); ok {
		all = append(all, Drawing{"subject", Differences(subject)})
	}
	if places, ok := placesOf(c); ok {
		all = append(all, Drawing{"places", WhereItHurts(places)})
	}
	if c.Disturbed() {
		all = append(all, Drawing{"recovery", Recovery(recoveryOf(c))})
	}
	if c.Phase != nil {
		all = append(all, Drawing{"phase", Phase(&c.Info, c.Phase)})
	}
	for _, kind := range c.Kinds(reports.LevelFamily) {
		all = append(all, Drawing{"level-" + fileName(kind), Level(levelOf(c, kind))})
	}
	for _, x := range c.Variants[0].Counts {
		all = append(all, Drawing{"count-" + fileName(x.Metric), Level(countOf(c, x.Metric))})
	}
	for _, kind := range c.Kinds(reports.SpanFamily) {
		all = append(all, Drawing{"spans-" + fileName(kind), Spans(timelineOf(c, kind))})
	}
	for _, kind := range c.Kinds(reports.DelayFamily) {
		all = append(all, Drawing{"delay-" + fileName(kind), Differences(delayOf(c, kind))})
	}
	return all
}

// SweepDrawings returns every chart of a sweep.
func SweepDrawings(s *reports.Sweep) []Drawing {
	c := Sweep(s)
	c.table = sweepTable(s)
	return []Drawing{{"sweep", c}}
}

// KneeDrawings returns every chart of a search for the knee.
func KneeDrawings(k *reports.Knee) []Drawing {
	all := []Drawing{{"knee", Knee(k)}}
	if k.Phase != nil {
		all = append(all, Drawing{"phase", Phase(&k.Info, k.Phase)})
	}
	return all
}

// FactorialDrawings returns every chart of a factorial: the effects, and those of its
// comparison.
func FactorialDrawings(f *reports.Factorial) []Drawing {
	c := Effects(f)
	c.table = effectsTable(f)
	return append([]Drawing{{"effects", c}}, Drawings(f.Comparison)...)
}

// fileName writes a kind of fact as a part of the name of a file.
func fileName(kind string) string {
	return strings.Map(func(r rune) rune {
		if r == '.' || r == '/' || r == '\\' {
			return '-'
		}
		return r
	}, kind)
}
