package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"wavetank/reports"
)

// A measure is a metric of a comparison, in the words of a chart.
type measure struct {
	reports.Subject
	name  string // within a sentence
	title string // above a panel
	scale scale
	many  bool // the name is a plural
	told  bool // by facts: a variant without the pattern has no value, which goes without saying
}

// A scale is how the values of a measure are drawn and written. Times are in seconds.
type scale int

const (
	shares  scale = iota // as percentages, from zero
	times                // on a logarithmic axis
	seconds              // from zero
	numbers              // of things
	rates                // per second
)

var (
	errorMeasure = measure{
		Subject: reports.Subject{Metric: "error_rate"}, name: "error rate",
		title: "Error rate: requests that failed, timed out, were rejected or never answered",
	}
	latencyMeasure = measure{
		Subject: reports.Subject{Metric: "latency_all_p99"}, name: "p99 latency of all requests", scale: times,
		title: "p99 latency of all requests, unanswered and failed ones included (logarithmic)",
	}
	answeredMeasure = measure{
		Subject: reports.Subject{Metric: "latency_ok_p99"}, name: "p99 latency of answered requests", scale: times,
		title: "p99 latency of answered requests (logarithmic)",
	}
	degradedMeasure = measure{
		Subject: reports.Subject{Metric: "degraded_rate"}, name: "degraded answers", many: true,
		title: "Degraded answers, without an optional part, among those answered well",
	}
)

// over is the median of a variant over its seeds, and the range around it.
func (m measure) over(c *reports.Comparison, variant string) (median, low, high float64) {
	b, ok := c.Over(variant, m.Subject)
	by := perUnit(b.Unit)
	return orGap(b.Median, ok) / by, orGap(b.Low, ok) / by, orGap(b.High, ok) / by
}

// against is how far a variant is from the baseline, in the unit of over.
func (m measure) against(c *reports.Comparison, variant string) (reports.Difference, bool) {
	d, ok := c.Against(variant, m.Subject)
	by := perUnit(d.Unit)
	d.From, d.To, d.Low, d.Middle, d.High = d.From/by, d.To/by, d.Low/by, d.Middle/by, d.High/by
	return d, ok
}

// perUnit is by what values are divided to have times in seconds.
func perUnit(unit string) float64 {
	if unit == "ms" {
		return 1000
	}
	return 1
}

func (m measure) write(v float64) string {
	switch m.scale {
	case times, seconds:
		return precise(v)
	case numbers:
		return quantity(v)
	case rates:
		return quantity(v) + "/s"
	}
	return percent(v)
}

// change writes a difference with its sign: seconds, percentage points, or a number.
func (m measure) change(v float64) string {
	switch m.scale {
	case times, seconds:
		return signed(v, precise)
	case numbers:
		return signed(v, quantity)
	case rates:
		return signed(v, quantity) + "/s"
	}
	return signed(v*100, threeDigits) + " points"
}

// headline says what the variants did to a measure, in one sentence.
func headline(c *reports.Comparison, m measure) string {
	if len(c.Variants) == 2 {
		d, ok := m.against(c, c.Variants[1].Name)
		if _, _, uneven := c.Uneven(c.Variants[1]); ok && uneven && m == errorMeasure {
			return fmt.Sprintf("%s of different numbers of requests, in a closed loop: %s", m.capital(), m.levels(d))
		}
		if ok && finite(d.From) && finite(d.To) {
			return m.sentence(d)
		}
	}
	return m.ranking(c)
}

// capital begins a sentence with the name of the measure, but for a name such as p99.
func (m measure) capital() string {
	if len(m.name) > 1 && m.name[1] >= '0' && m.name[1] <= '9' {
		return m.name
	}
	return strings.ToUpper(m.name[:1]) + m.name[1:]
}

// A standing is the median of a variant.
type standing struct {
	variant string
	value   float64
}

// ranking lists few variants from the lowest to the highest, and of many both ends and the
// baseline. It says so if no difference from the baseline is shown.
func (m measure) ranking(c *reports.Comparison) string {
	var all []standing
	missing := ""
	compared, shown := false, false
	for i, v := range c.Variants {
		s := standing{variant: v.Name}
		if s.value, _, _ = m.over(c, v.Name); !finite(s.value) {
			missing += ", " + m.said(s)
			continue
		}
		if d, ok := m.against(c, v.Name); ok && i > 0 && d.Pairs > 1 {
			compared, shown = true, shown || d.Verdict != reports.NoDifference
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b standing) int { return cmp.Compare(a.value, b.value) })
	if len(all) == 0 {
		return m.capital() + ": no value in any variant"
	}
	first, last := all[0], all[len(all)-1]
	begin := m.capital() + ": "
	switch {
	case len(all) > 1 && m.write(first.value) == m.write(last.value):
		return begin + "the same with each variant, " + glued(m.write(first.value)) + missing
	case compared && !shown:
		begin = "No difference in " + m.name + " from " + glued(c.Variants[0].Name) + " is shown: "
	}
	if m.told {
		missing = ""
	}
	if len(all) >= manyArms {
		base := ""
		if k := slices.IndexFunc(all, func(s standing) bool { return s.variant == c.Variants[0].Name }); k > 0 && k < len(all)-1 {
			base = ", " + m.said(all[k])
		}
		return begin + m.said(first) + " (lowest)" + base + ", " + m.said(last) + " (highest)" + missing
	}
	var each []string
	for _, s := range all {
		each = append(each, m.said(s))
	}
	return begin + strings.Join(each, ", ") + missing
}

// said is a variant with its value, which no line tears apart.
func (m measure) said(s standing) string {
	switch {
	case math.IsInf(s.value, 1):
		return glued(s.variant + " never")
	case !finite(s.value):
		return glued(s.variant + " no value")
	}
	return glued(s.variant + " " + m.write(s.value))
}

// verb is the one that goes with the name.
func (m measure) verb(one, many string) string {
	if m.many {
		return many
	}
	return one
}

// levels are the medians of both variants.
func (m measure) levels(d reports.Difference) string {
	return m.said(standing{variant: d.Baseline, value: d.From}) + ", " + m.said(standing{variant: d.Variant, value: d.To})
}

// brief is a headline without its interval, for a chart of several measures.
func (m measure) brief(c *reports.Comparison) string {
	words, _, _ := strings.Cut(headline(c, m), " (difference ")
	return words
}

func (m measure) sentence(d reports.Difference) string {
	levels := m.levels(d)
	if d.Verdict == reports.Hollow {
		return fmt.Sprintf("No more requests are answered well: %s %s", m.name, levels)
	}
	if d.Low == 0 && d.High == 0 && d.From == d.To {
		return fmt.Sprintf("%s %s the same in every seed: %s", m.capital(), m.verb("is", "are"), levels)
	}
	if d.Verdict == reports.NoDifference {
		return fmt.Sprintf("No difference in %s is shown: %s%s", m.name, levels, m.interval(d))
	}
	verb := m.verb("falls", "fall")
	if d.Middle > 0 {
		verb = m.verb("rises", "rise")
	}
	return fmt.Sprintf("%s %s: %s%s", m.capital(), verb, levels, m.interval(d))
}

// interval is the difference in brackets, or nothing where the seeds are too
// few for one.
func (m measure) interval(d reports.Difference) string {
	if !finite(d.Low) || !finite(d.High) {
		return ""
	}
	return fmt.Sprintf(" (difference %s, 95 %% interval %s)", m.change(d.Middle), m.between(d))
}

// between writes the ends of an interval. Points are named once.
func (m measure) between(d reports.Difference) string {
	low, high := m.change(d.Low), m.change(d.High)
	return strings.TrimSuffix(low, " points") + " to " + high
}

// note says how far a variant is from the baseline and how sure that is.
func (m measure) note(d reports.Difference, ok bool) string {
	if !ok || d.Pairs == 0 {
		return "no seed has a value on both sides"
	}
	s := m.change(d.Middle)
	if finite(d.Low) && finite(d.High) {
		s += " (" + m.between(d) + ")"
	}
	if d.Verdict == reports.NoDifference {
		return "~ no difference shown: " + s
	}
	if d.Verdict == reports.Hollow {
		return s + ", but no more requests are answered well"
	}
	if metric, err := reports.FindMetric(m.Metric); err == nil && metric.Better == reports.Neither {
		return s
	}
	k := d.Better
	if d.Verdict == reports.Worse {
		k = d.Worse
	}
	return fmt.Sprintf("%s, %s in %d of %s", s, d.Verdict, k, reports.CountOf(d.Pairs, "seed"))
}

// orGap is the value if there is one, and NaN if not.
func orGap(v float64, ok bool) float64 {
	if !ok {
		return math.NaN()
	}
	return v
}
