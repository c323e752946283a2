package chart

import (
	"fmt"

	"wavetank/reports"
)

// delayOf lays out one delay: its median and its 99th percentile in each variant.
func delayOf(c *reports.Comparison, name string) Contrast {
	out := Contrast{Footer: provenance(c)}
	for _, v := range c.Variants {
		out.Arms = append(out.Arms, v.Name)
	}
	meaning, value := meaningOf(c, name)
	words := name
	if meaning != "" {
		words = name + ": " + meaning
		if value != "" {
			words += " (" + value + ")"
		}
	}
	out.Subtitle = sentences(subtitle(c, "Dot", "whisker"), capital(words)+".")
	for _, stat := range []string{"p50", "p99"} {
		m := measure{Subject: reports.Subject{Metric: reports.DelayFamily.Prefix() + name + "." + stat}, scale: times, told: true}
		m.name = stat + " of " + name
		p := Panel{Measure: m.name + " (logarithmic)", scale: times}
		for i, v := range c.Variants {
			r := Row{Variant: v.Name, Baseline: i == 0}
			if r.Median, r.Low, r.High = m.over(c, v.Name); !finite(r.Median) {
				continue
			}
			told, _ := c.Over(v.Name, reports.Subject{Metric: reports.DelayFamily.Prefix() + name + ".count"})
			r.Note = fmt.Sprintf("of %s in a run", quantity(told.Median))
			p.Rows = append(p.Rows, r)
		}
		out.Panels = append(out.Panels, p)
		out.Title = m.ranking(c) // that of the p99
	}
	return out
}
