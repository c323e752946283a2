package chart

import (
	"fmt"
	"strings"

	"wavetank/reports"
)

// delayOf lays out one delay: its median and its 99th percentile in each variant.
func delayOf(c *reports.Comparison, name string) Contrast {
	out := Contrast{Footer: provenance(c)}
	words := []string{subtitle(c, "Dot", "whisker")}
	if meaning, ok := c.Meanings[name]; ok {
		words = append(words, name+": "+meaning+".")
	}
	out.Subtitle = strings.TrimSpace(strings.Join(words, " "))
	var each []string
	for _, stat := range []string{"p50", "p99"} {
		p := Panel{Measure: stat + " of " + name + " (logarithmic)", Latency: true}
		for i, v := range c.Variants {
			b, ok := v.Band("", reports.DelayFamily.Prefix()+name+"."+stat)
			if !ok || b.Runs == 0 {
				continue
			}
			told, _ := v.Band("", reports.DelayFamily.Prefix()+name+".count")
			p.Rows = append(p.Rows, Row{Variant: v.Name, Baseline: i == 0,
				Median: b.Median / 1000, Low: b.Low / 1000, High: b.High / 1000,
				Note: fmt.Sprintf("of %s in a run", short(told.Median))})
			if stat == "p99" {
				each = append(each, v.Name+" "+precise(b.Median/1000))
			}
		}
		out.Panels = append(out.Panels, p)
	}
	out.Title = "p99 of " + name + ": " + strings.Join(each, ", ")
	return out
}
