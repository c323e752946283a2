package chart

import (
	"fmt"
	"math"
	"strings"

	"wavetank/reports"
)

// A measure is a metric of a comparison, in the words of a chart.
type measure struct {
	metric  string
	name    string // within a sentence
	title   string // above a panel
	latency bool   // milliseconds, drawn as seconds; else a ratio
}

var (
	errorMeasure = measure{
		metric: "error_rate", name: "error rate",
		title: "Error rate: requests that failed, timed out, were rejected or never answered",
	}
	latencyMeasure = measure{
		metric: "latency_ok_p99", name: "p99 latency of answered requests", latency: true,
		title: "p99 latency of answered requests (logarithmic)",
	}
)

// over is the median of a variant over its seeds, and the range around it.
func (m measure) over(v *reports.Variant) (median, low, high float64) {
	b, ok := v.Band("", m.metric)
	return m.scale(orGap(b.Median, ok)), m.scale(orGap(b.Low, ok)), m.scale(orGap(b.High, ok))
}

func (m measure) scale(v float64) float64 {
	if m.latency {
		return v / 1000
	}
	return v
}

func (m measure) write(v float64) string {
	if m.latency {
		return precise(v)
	}
	return percent(v)
}

// change writes a difference with its sign: seconds, or percentage points.
func (m measure) change(v float64) string {
	if m.latency {
		return signed(v, precise)
	}
	return signed(v*100, threeDigits) + " points"
}

// headline says what the variants did to a measure, in one sentence.
func headline(c *reports.Comparison, m measure) string {
	name := strings.ToUpper(m.name[:1]) + m.name[1:]
	if m.latency {
		name = m.name
	}
	if len(c.Variants) == 2 {
		d, ok := c.Difference(c.Variants[1].Name, "", m.metric)
		if _, _, uneven := c.Uneven(c.Variants[1]); ok && uneven && !m.latency {
			return fmt.Sprintf("%s of different numbers of requests, in a closed loop: %s", name, m.levels(d))
		}
		if ok && finite(d.From) && finite(d.To) {
			return m.sentence(name, d)
		}
	}
	var each []string
	for _, v := range c.Variants {
		value := "no value"
		if median, _, _ := m.over(v); finite(median) {
			value = m.write(median)
		}
		each = append(each, v.Name+" "+value)
	}
	return name + ": " + strings.Join(each, ", ")
}

// levels are the medians of both variants.
func (m measure) levels(d reports.Difference) string {
	return fmt.Sprintf("%s %s, %s %s", d.Baseline, m.write(m.scale(d.From)), d.Variant, m.write(m.scale(d.To)))
}

func (m measure) sentence(name string, d reports.Difference) string {
	levels := m.levels(d)
	if d.Verdict == reports.Hollow {
		return fmt.Sprintf("No more requests are answered well: %s %s", m.name, levels)
	}
	if d.Verdict == reports.NoDifference {
		return fmt.Sprintf("No difference in %s is shown: %s%s", m.name, levels, m.interval(d))
	}
	verb := "falls"
	if d.Middle > 0 {
		verb = "rises"
	}
	return fmt.Sprintf("%s %s: %s%s", name, verb, levels, m.interval(d))
}

// interval is the difference in brackets, or nothing where the seeds are too
// few for one.
func (m measure) interval(d reports.Difference) string {
	if !finite(d.Low) || !finite(d.High) {
		return ""
	}
	return fmt.Sprintf(" (difference %s, 95 %% interval %s)", m.change(m.scale(d.Middle)), m.between(d))
}

// between writes the ends of an interval. Points are named once.
func (m measure) between(d reports.Difference) string {
	low, high := m.change(m.scale(d.Low)), m.change(m.scale(d.High))
	return strings.TrimSuffix(low, " points") + " to " + high
}

// note says how far a variant is from the baseline and how sure that is.
func (m measure) note(d reports.Difference, ok bool) string {
	if !ok || d.Pairs == 0 {
		return "no seed has a value on both sides"
	}
	s := m.change(m.scale(d.Middle))
	if finite(d.Low) && finite(d.High) {
		s += " (" + m.between(d) + ")"
	}
	if d.Verdict == reports.NoDifference {
		return "~ no difference shown: " + s
	}
	if d.Verdict == reports.Hollow {
		return s + ", but no more requests are answered well"
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
