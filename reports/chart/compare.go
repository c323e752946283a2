package chart

import (
	"fmt"
	"strings"
	"time"

	"wavetank/reports"
)

// FromComparison lays out what a comparison found: its error rate and latency
// over time, and how far its variants lie apart. Each title says what its own chart shows.
func FromComparison(c *reports.Comparison) (errorRate, latency Figure, apart Contrast) {
	errorRate, latency = figure(c), figure(c)
	errorRate.Title = headline(c, errorMeasure)
	latency.Title = headline(c, latencyMeasure)
	dashed, survivors := false, false
	for i, v := range c.Variants {
		ranged := len(v.Runs) > 1
		errorRate.Curves = append(errorRate.Curves, band(v.Name, i == 0, v.Errors, ranged))
		if v.Answered().Degraded > 0 {
			errorRate.Curves = append(errorRate.Curves, lesser(v.Name, i == 0, v.Degraded))
			dashed = true
		}
		latency.Curves = append(latency.Curves, band(v.Name, i == 0, v.AllP99, ranged), lesser(v.Name, i == 0, v.P99))
		survivors = survivors || v.Answered().Errors() > 0
	}
	if dashed {
		errorRate.Subtitle = sentences(errorRate.Subtitle, "Dashed: answers that were degraded.")
	}
	if survivors {
		latency.Subtitle = sentences(latency.Subtitle, "Solid: all requests, failed ones until they failed, unanswered ones until their caller gave up or the run ended. Dashed: only those answered well.")
	}
	errorRate.Limits, latency.Limits = limitsOf(c.SLO, "error_rate"), limitsOf(c.SLO, "p99")
	return errorRate, latency, contrastOf(c)
}

// limitsOf is the line that an SLO draws across a metric, if it asks for something of it.
func limitsOf(slo *reports.SLO, metric string) []Limit {
	switch {
	case slo != nil && metric == "error_rate":
		return []Limit{{slo.ErrorRate, "the SLO, an error rate of " + short(slo.ErrorRate*100) + " %"}}
	case slo != nil && metric == "p99" && slo.P99 > 0:
		return []Limit{{slo.P99.Seconds(), "the SLO, a p99 of " + span(slo.P99.Seconds())}}
	}
	return nil
}

// figure is what the charts over time have in common.
func figure(c *reports.Comparison) Figure {
	f := Figure{Subtitle: subtitle(c, "Line", "band"), Footer: provenance(c)}
	for _, v := range c.Variants {
		f.Arms = append(f.Arms, v.Name)
		if n := time.Duration(len(v.Runs)); n > 0 {
			f.Duration = max(f.Duration, (v.Total.Duration / n).Seconds())
			f.Warmup = max(f.Warmup, (v.Total.Warmup / n).Seconds())
		}
	}
	f.Shades = shades(c, c.Faults, f.Duration)
	if len(c.Faults) == 0 && anyFaults(c) {
		f.Subtitle = sentences(f.Subtitle, "The faults came at other times in each run and are not shaded.")
	}
	return f
}

// shades are the faults of a run and the changes of its loads, as stretches of its time.
func shades(c *reports.Comparison, faults []reports.Disturbance, duration float64) []Shade {
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
	for _, change := range c.Changes {
		all = append(all, Shade{change.From.Seconds(), change.To.Seconds(), change.What, true})
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
func band(variant string, baseline bool, c reports.Curve, ranged bool) Band {
	b := Band{Variant: variant, Label: variant, Baseline: baseline}
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

// lesser is a band without its range and its label.
func lesser(variant string, baseline bool, c reports.Curve) Band {
	b := band(variant, baseline, c, false)
	b.Label, b.Lesser = "", true
	return b
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

// provenance is the footer: all that is needed to draw the same chart again, and one digest
// to see that it is the same.
func provenance(c *reports.Comparison) []string {
	words := []string{"scenario " + c.Scenario + ", hash " + c.Hash}
	if len(c.Seeds) > 0 {
		words = append(words, reports.CountOf(len(c.Seeds), "seed")+": "+ranges(c.Seeds))
	}
	if len(c.Variants) > 0 && len(c.Variants[0].Runs) > 0 {
		r := c.Variants[0].Runs[0]
		words = append(words, fmt.Sprintf("digest of %s, seed %d: %s", c.Variants[0].Name, r.Seed, r.Digest))
	}
	lines := []string{strings.Join(words, " · ")}
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
