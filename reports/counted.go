package reports

import (
	"slices"
	"strings"

	"wavetank/sim"
)

// A Counted is how often something happened in each window of a run, after the warm-up:
// together they are the metric.
type Counted struct {
	Metric  string // "stale_reads", "facts.inbox.doubled"
	Windows []int64
}

// A CountCurve is how often something had happened so far, over the course of the runs.
type CountCurve struct {
	Metric string
	Curve
}

// Words are what a chart calls the curve.
func (c CountCurve) Words() string { return Subject{Metric: c.Metric}.Words() + ", so far" }

// counted counts one more at that instant, if it is after the warm-up.
func (c *Collector) counted(metric string, at sim.Time) {
	if at < c.warm {
		return
	}
	i := slices.IndexFunc(c.counts, func(x Counted) bool { return x.Metric == metric })
	if i < 0 {
		i = len(c.counts)
		c.counts = append(c.counts, Counted{metric, make([]int64, len(c.windows))})
	}
	c.counts[i].Windows[windowAt(at, c.width, len(c.windows))]++
}

// countFacts counts the facts of a kind, if a chart shows them, before they are folded.
func (c *Collector) countFacts(k *sim.Kind, fold func(*sim.Fact)) func(*sim.Fact) {
	metric := CountFamily.Prefix() + k.String()
	if !slices.Contains(c.options.Counted, metric) {
		return fold
	}
	return func(f *sim.Fact) {
		c.counted(metric, f.At)
		if fold != nil {
			fold(f)
		}
	}
}

// countCurves lays over each other what the runs of each arm have counted. What any run has
// counted, all have: nothing so far is a number.
func (c *Comparer) countCurves() (all [][]CountCurve) {
	var names []string
	for _, a := range c.arms {
		for _, r := range a.curves {
			for _, x := range r.counted {
				if !slices.Contains(names, x.Metric) {
					names = append(names, x.Metric)
				}
			}
		}
	}
	slices.SortFunc(names, strings.Compare)
	for _, a := range c.arms {
		var curves []CountCurve
		for _, name := range names {
			var courses [][]float64
			for _, r := range a.curves {
				courses = append(courses, r.soFar(name))
			}
			curves = append(curves, CountCurve{name, curveOver(a.width, courses)})
		}
		all = append(all, curves)
	}
	return all
}

// soFar adds up what a run has counted, from window to window.
func (r *runCurves) soFar(metric string) []float64 {
	sums := make([]float64, len(r.errors))
	i := slices.IndexFunc(r.counted, func(x Counted) bool { return x.Metric == metric })
	var all int64
	for k := range sums {
		if i >= 0 && k < len(r.counted[i].Windows) {
			all += r.counted[i].Windows[k]
		}
		sums[k] = float64(all)
	}
	return sums
}
