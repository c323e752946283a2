package chart

import (
	"fmt"
	"strings"
	"time"

	"wavetank/reports"
)

// FromComparison lays out what a comparison found: its error rate and latency
// over time, and how far its variants lie apart. Each title says what was found:
// the last one the whole finding, the others their part of it.
func FromComparison(c *reports.Comparison) (errorRate, latency Figure, apart Contrast) {
	errorRate = figure(c)
	errorRate.Title = headline(c, errorMeasure)
	latency = figure(c)
	latency.Title = headline(c, latencyMeasure)
	latency.Subtitle = strings.TrimSpace(latency.Subtitle + " Solid: p99, dashed: p50.")
	dashed := false
	for i, v := range c.Variants {
		ranged := len(v.Runs) > 1
		errors := band(v.Name, v.Name, i == 0, v.Errors, ranged)
		p99 := band(v.Name, v.Name+" p99", i == 0, v.P99, ranged)
		p50 := band(v.Name, v.Name+" p50", i == 0, v.P50, false)
		p50.Lesser = true
		errorRate.Curves = append(errorRate.Curves, errors)
		if v.Answered().Degraded > 0 {
			degraded := band(v.Name, v.Name+" degraded", i == 0, v.Degraded, false)
			degraded.Lesser = true
			errorRate.Curves = append(errorRate.Curves, degraded)
			dashed = true
		}
		latency.Curves = append(latency.Curves, p99, p50)
	}
	if dashed {
		errorRate.Subtitle = strings.TrimSpace(errorRate.Subtitle + " Dashed: answers that were degraded.")
	}
	return errorRate, latency, contrast(c)
}

// figure is what the charts over time have in common.
func figure(c *reports.Comparison) Figure {
	f := Figure{Subtitle: subtitle(c, "Line", "band"), Footer: provenance(c)}
	for _, v := range c.Variants {
		if n := time.Duration(len(v.Runs)); n > 0 {
			f.Duration = max(f.Duration, (v.Total.Duration / n).Seconds())
			f.Warmup = max(f.Warmup, (v.Total.Warmup / n).Seconds())
		}
	}
	f.Shades = shades(c.Faults, f.Duration)
	if len(c.Faults) == 0 && anyFaults(c) {
		f.Subtitle = strings.TrimSpace(f.Subtitle + " The faults came at other times in each run and are not shaded.")
	}
	return f
}

// shades are the faults of a run, as stretches of its time.
func shades(faults []reports.Fault, duration float64) []Shade {
	var all []Shade
	for _, fault := range faults {
		s := Shade{From: fault.Begin.Seconds(), To: fault.End.Seconds(), Label: fault.What}
		if s.Label == "" {
			s.Label = fault.Name
		}
		if fault.Untold == reports.Lasting {
			s.To = duration
		}
		all = append(all, s)
	}
	return all
}

func anyFaults(c *reports.Comparison) bool {
	for _, v := range c.Variants {
		for _, r := range v.Runs {
			if len(r.Faults) > 0 {
				return true
			}
		}
	}
	return false
}

// band draws each window in its middle.
func band(variant, label string, baseline bool, c reports.Curve, ranged bool) Band {
	b := Band{Variant: variant, Label: label, Baseline: baseline}
	for _, p := range c.Points {
		b.At = append(b.At, p.At.Seconds()+(c.Width/2).Seconds())
		b.Median = append(b.Median, orGap(p.Median, p.OK))
		if ranged {
			b.Low = append(b.Low, orGap(p.Low, p.OK))
			b.High = append(b.High, orGap(p.High, p.OK))
		}
	}
	return b
}

func contrast(c *reports.Comparison) Contrast {
	out := Contrast{
		Title:    c.Finding(),
		Subtitle: strings.TrimSpace(subtitle(c, "Dot", "whisker") + " Differences are paired by seed, with 95 % intervals."),
		Footer:   provenance(c),
	}
	for _, m := range []measure{errorMeasure, latencyMeasure} {
		p := Panel{Measure: m.title, Latency: m.latency}
		for i, v := range c.Variants {
			r := Row{Variant: v.Name, Baseline: i == 0, Note: "baseline"}
			r.Median, r.Low, r.High = m.over(v)
			if i > 0 {
				d, ok := c.Difference(v.Name, "", m.metric)
				if r.Note = m.note(d, ok); !m.latency {
					if from, to, uneven := c.Uneven(v); uneven {
						r.Note = fmt.Sprintf("of %d requests, and the baseline of %d: not compared", to, from)
					}
				}
			}
			p.Rows = append(p.Rows, r)
		}
		out.Panels = append(out.Panels, p)
	}
	return out
}

// subtitle says what was run and what the marks mean.
func subtitle(c *reports.Comparison, middle, spread string) string {
	words := named(c)
	if n := len(c.Seeds); n > 1 {
		words = append(words, fmt.Sprintf("%s: median of %d seeds, %s: 5–95 %% of them.", middle, n, spread))
	} else {
		words = append(words, "One seed.")
	}
	return strings.Join(words, " ")
}

// named says what was run, as the first of some sentences.
func named(c *reports.Comparison) []string {
	if c.Title == "" {
		return nil
	}
	return []string{strings.TrimRight(c.Title, ".") + "."}
}

// provenance is the footer: all that is needed to draw the same chart again.
func provenance(c *reports.Comparison) []string {
	words := []string{"scenario " + c.Scenario + ", hash " + c.Hash}
	if len(c.Seeds) > 0 {
		words = append(words, reports.CountOf(len(c.Seeds), "seed")+": "+ranges(c.Seeds))
	}
	lines := []string{strings.Join(words, " · ")}
	var digests []string
	for _, v := range c.Variants {
		if len(v.Runs) > 0 {
			r := v.Runs[0]
			digests = append(digests, fmt.Sprintf("%s %s (seed %d)", v.Name, r.Digest, r.Seed))
		}
	}
	if len(digests) > 0 {
		lines = append(lines, "digests: "+strings.Join(digests, ", "))
	}
	if c.Command != "" {
		lines = append(lines, c.Command)
	}
	return lines
}

// ranges writes ascending numbers with their neighbours drawn together.
func ranges(seeds []uint64) string {
	var parts []string
	for i := 0; i < len(seeds); {
		last := i
		for last+1 < len(seeds) && seeds[last+1] == seeds[last]+1 {
			last++
		}
		part := fmt.Sprint(seeds[i])
		if last > i {
			part += fmt.Sprintf("–%d", seeds[last])
		}
		parts = append(parts, part)
		i = last + 1
	}
	return strings.Join(parts, ", ")
}
