package reports

import (
	"math"
	"slices"
)

// A Subject is a metric that an expectation of the scenario names, of one load or of all
// together: what the scenario is about.
type Subject struct {
	Load   string // empty for all together
	Metric string // in full, as in a Name
}

// Subjects returns what the expectations of a comparison are about, in the order in which
// they first name it.
func (c *Comparison) Subjects() []Subject {
	var all []Subject
	seen := make(map[Subject]bool)
	for _, e := range c.Expectations {
		claim, err := ParseClaim(e.That)
		if err != nil {
			continue // "engaged" is about no metric
		}
		for _, n := range claim.names {
			if s := (Subject{n.Load, n.Metric}); !seen[s] {
				seen[s] = true
				all = append(all, s)
			}
		}
	}
	return all
}

// shown are the metrics that every comparison is asked for, in the order in which they are
// shown; with false only where one is not zero everywhere.
var shown = []struct {
	metric string
	always bool
}{
	{"error_rate", true}, {"degraded_rate", false}, {"failed", false}, {"timed_out", false}, {"rejected", false}, {"unanswered", false},
	{"goodput", true}, {"p50", true}, {"p99", true}, {"latency_all_p99", true}, {"attempts_per_request", true}, {"wasted_work", false}, {"recovery", false},
}

// Shown returns the usual metrics that have something to tell, and what the expectations
// name besides.
func (c *Comparison) Shown() []Subject {
	var all []Subject
	for _, m := range shown {
		if s := (Subject{Metric: metricOf(m.metric).Name}); m.always || c.tells(s) {
			all = append(all, s)
		}
	}
	for _, s := range c.Subjects() {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// tells reports whether a metric is anything but zero in some variant.
func (c *Comparison) tells(s Subject) bool {
	return slices.ContainsFunc(c.Variants, func(v *Variant) bool {
		b, ok := c.Over(v.Name, s)
		return ok && b.Runs > 0 && (b.Median != 0 || b.High != 0)
	})
}

// Words are what a sentence calls the metric.
func (s Subject) Words() string { return spoken(Name{Load: s.Load, Metric: s.Metric}) }

// Over returns a metric over the seeds of a variant, also one of facts that is not among
// its Bands. It reports false if there is no such variant, load or metric.
func (c *Comparison) Over(variant string, s Subject) (Band, bool) {
	m, err := FindMetric(s.Metric)
	if err != nil {
		return Band{}, false
	}
	from, ok := c.cell(Name{Variant: variant, Load: s.Load, Metric: m.Name})
	if !ok {
		return Band{}, false
	}
	if b, kept := c.variant(variant).Band(s.Load, m.Name); kept {
		return b, true
	}
	b := bandOf(m, from.runs, from.value)
	b.Load = s.Load
	return b, true
}

// Against returns the difference of a variant from the baseline in any metric, whether it
// is among the Differences or not. It reports false if there is no such variant, load or
// metric.
func (c *Comparison) Against(variant string, s Subject) (Difference, bool) {
	if d, kept := c.Difference(variant, s.Load, s.Metric); kept {
		return d, true
	}
	v := c.variant(variant)
	if _, ok := c.Over(variant, s); !ok || v == nil {
		return Difference{}, false
	}
	base := c.Variants[0]
	return c.earned(base, v, c.difference(base, v, s.Load, s.Metric)), true
}

// Values returns a metric of a variant in each of the Seeds, in seconds where it is a time:
// NaN where it is undefined or the variant did not run, and nil if there is no such variant,
// load or metric.
func (c *Comparison) Values(variant string, s Subject) []float64 {
	m, err := FindMetric(s.Metric)
	if err != nil {
		return nil
	}
	from, ok := c.cell(Name{Variant: variant, Load: s.Load, Metric: m.Name})
	if !ok {
		return nil
	}
	_, by := unitOf(m)
	var values []float64
	for _, seed := range c.Seeds {
		x := math.NaN()
		if run := from.run(seed); run != nil {
			x, _ = from.value(run)
		}
		values = append(values, x/by)
	}
	return values
}

// Figure writes a value of the metric as reports do, with its unit.
func (s Subject) Figure(seconds float64) string {
	u, _ := unitOf(metricOf(s.Metric))
	return u.figure(seconds)
}

// Figures returns the median and the ends of the band, as reports write them; of what is none
// or one in each run the share. The range is empty if there is none.
func (b Band) Figures() (median, span string) {
	u, by := unitOf(metricOf(b.Metric))
	if b.Metric == "recovery" && math.IsInf(b.Median, 1) {
		return "never", ""
	}
	if u.share && u.count {
		return u.figure(typical(slices.DeleteFunc(slices.Clone(b.Values), math.IsNaN), u)), ""
	}
	median = u.figure(b.Median / by)
	if b.Runs > 1 && b.Low != b.High && !math.IsInf(b.High, 0) {
		span = u.around(Interval{Middle: b.Median / by, Low: b.Low / by, High: b.High / by, Pairs: b.Runs})
	}
	return median, span
}

// Sides returns the medians of the baseline and of the variant, as reports write them.
func (d Difference) Sides() (from, to string) {
	u, by := unitOf(metricOf(d.Metric))
	return u.figure(d.From / by), u.figure(d.To / by)
}

// Figures returns the difference and its 95 % interval, as reports write them. The interval
// is empty if the seeds are too few for one.
func (d Difference) Figures() (change, interval string) {
	if d.Pairs == 0 {
		return missing, ""
	}
	u, by := unitOf(metricOf(d.Metric))
	change = u.gap(d.Middle / by)
	if d.Middle > 0 {
		change = "+" + change
	}
	if i := (Interval{Middle: d.Middle / by, Low: d.Low / by, High: d.High / by, Pairs: d.Pairs}); !i.Open() {
		interval = u.gaps(i)
	}
	return change, interval
}
