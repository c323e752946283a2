package chart

import (
	"fmt"
	"slices"
	"strings"

	"wavetank/reports"
)

// contrastOf sets the variants beside each other in what every comparison is about.
func contrastOf(c *reports.Comparison) Contrast {
	measures := []measure{errorMeasure, latencyMeasure, answeredMeasure}
	for _, v := range c.Variants {
		if v.Answered().Degraded > 0 {
			measures = append(measures, degradedMeasure)
			break
		}
	}
	return contrastIn(c, errorMeasure.brief(c)+"; "+latencyMeasure.brief(c), measures)
}

// subjectOf sets the variants beside each other in what the expectations of the scenario
// name besides; a single one, of which no other chart says what lies how far apart, in all
// that they name. It is not ok if that is nothing.
func subjectOf(c *reports.Comparison) (out Contrast, ok bool) {
	var measures []measure
	for _, s := range c.Subjects() {
		if len(c.Variants) > 1 && slices.Contains([]reports.Subject{errorMeasure.Subject, latencyMeasure.Subject, answeredMeasure.Subject}, s) {
			continue
		}
		measures = append(measures, measureOf(c, s))
	}
	if measures == nil {
		return out, false
	}
	return contrastIn(c, headline(c, measures[0]), measures), true
}

func contrastIn(c *reports.Comparison, title string, measures []measure) Contrast {
	out := Contrast{
		Title: title, Footer: provenance(c),
		Subtitle: subtitle(c, "Dot", "whisker"),
	}
	note := ""
	if len(c.Variants) > 1 {
		note = "baseline"
		out.Subtitle = sentences(out.Subtitle, "Differences are paired by seed, with 95 % intervals.")
	}
	for _, v := range c.Variants {
		out.Arms = append(out.Arms, v.Name)
	}
	for _, m := range measures {
		p := Panel{Measure: m.title, scale: m.scale}
		for i, v := range c.Variants {
			r := Row{Variant: v.Name, Baseline: i == 0, Note: note}
			r.Median, r.Low, r.High = m.over(c, v.Name)
			if i > 0 {
				d, ok := m.against(c, v.Name)
				r.Note = m.note(d, ok)
				if from, to, uneven := c.Uneven(v); uneven && m == errorMeasure {
					r.Note = fmt.Sprintf("of %d requests, and the baseline of %d: not compared", to, from)
				}
			}
			p.Rows = append(p.Rows, r)
		}
		out.Panels = append(out.Panels, p)
	}
	return out
}

// measureOf puts a metric in the words of a chart: stale_reads of the load "readers" as
// "stale reads of readers", and those of facts by what the fact means.
func measureOf(c *reports.Comparison, s reports.Subject) measure {
	b, _ := c.Over(c.Variants[0].Name, s)
	m := measure{Subject: s, scale: scaleOf(b, s.Metric)}
	if f, kind, ok := reports.FactOf(s.Metric); ok {
		stat := strings.TrimPrefix(strings.TrimPrefix(s.Metric, f.Prefix()+kind), ".")
		meaning, _ := meaningOf(c, kind)
		m.told, m.name = true, toldName(f, kind, meaning, stat)
		m.title = m.capital() + " (" + s.Metric + ")"
		return m
	}
	m.name = strings.ReplaceAll(s.Metric, "_", " ")
	if stat, ok := strings.CutPrefix(s.Metric, "latency_ok_"); ok {
		m.name = stat + " latency of answered requests"
	} else if stat, ok := strings.CutPrefix(s.Metric, "latency_all_"); ok {
		m.name = stat + " latency of all requests"
	}
	if s.Load != "" {
		m.name += " of " + s.Load
	}
	m.title = m.capital()
	switch b.Unit {
	case "requests":
		m.title += ", in a run"
		m.many = true
	case "1/s":
		m.title += ", per second"
	case "ms":
		m.title += " (logarithmic)"
	}
	return m
}

// toldName says what a statistic of a kind of fact is.
func toldName(f *reports.Family, kind, meaning, stat string) string {
	if meaning == "" {
		meaning = kind
	}
	words := map[string]string{
		"mean": "on average", "min": "at least", "max": "at most", "last": "at the end",
		"share": "share of the time", "overlap": "two or more at once",
	}[stat]
	switch {
	case f == reports.CountFamily:
		return "how often " + meaning
	case f == reports.LevelFamily && words != "":
		return meaning + ", " + words
	case f == reports.SpanFamily && words != "":
		return kind + ", " + words
	}
	return stat + " of " + kind
}

func scaleOf(b reports.Band, metric string) scale {
	switch {
	case b.Unit == "ms":
		return times
	case b.Unit == "s":
		return seconds
	case b.Unit == "1/s":
		return rates
	case b.Unit == "share" || metric == errorMeasure.Metric:
		return shares
	}
	return numbers
}

// meaningOf splits what a kind of fact means from what its value is.
func meaningOf(c *reports.Comparison, kind string) (meaning, value string) {
	meaning, rest, _ := strings.Cut(c.Meanings[kind], " (value: ")
	meaning, _, _ = strings.Cut(meaning, " (extra: ")
	value, _, found := strings.Cut(rest, "; extra: ")
	if !found {
		value = strings.TrimSuffix(rest, ")")
	}
	return meaning, value
}
