package chart

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wavetank/reports"
)

// A Drawing is a chart and what its file is called, without an ending.
type Drawing struct {
	Name string
	Chart
}

// Drawings returns every chart of a comparison: those that all have, and those
// of what its runs told.
func Drawings(c *reports.Comparison) []Drawing {
	errorRate, latency, apart := FromComparison(c)
	all := []Drawing{{"error-rate", ErrorRate(errorRate)}, {"latency", Latency(latency)}}
	if len(c.Variants) > 1 {
		all = append(all, Drawing{"differences", Differences(apart)})
	}
	if c.Disturbed() {
		all = append(all, Drawing{"recovery", Recovery(comeback(c))})
	}
	for _, name := range c.Kinds(reports.LevelFamily) {
		all = append(all, Drawing{"level-" + fileName(name), Level(level(c, name))})
	}
	for _, name := range c.Kinds(reports.SpanFamily) {
		all = append(all, Drawing{"spans-" + fileName(name), Spans(timeline(c, name))})
	}
	return all
}

// SweepDrawings returns every chart of a sweep.
func SweepDrawings(s *reports.Sweep) []Drawing { return []Drawing{{"sweep", Sweep(s)}} }

// FactorialDrawings returns every chart of a factorial: those of its comparison,
// and the effects.
func FactorialDrawings(f *reports.Factorial) []Drawing {
	return append(Drawings(f.Comparison), Drawing{"effects", Effects(f)})
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

func level(c *reports.Comparison, name string) Figure {
	f := figure(c)
	meaning, ok := c.Meanings[name]
	if !ok {
		meaning = "level"
	}
	f.YLabel = name + ": " + meaning + ", mean over its owners"
	var each []string
	for i := range c.Variants {
		v := &c.Variants[i]
		k := slices.IndexFunc(v.Levels, func(l reports.LevelCurve) bool { return l.Name == name })
		if k < 0 {
			continue
		}
		f.Curves = append(f.Curves, band(v.Name, v.Name, i == 0, v.Levels[k].Curve, len(v.Runs) > 1))
		if mean, ok := v.Band("", reports.LevelFamily.Prefix()+name+".mean"); ok && mean.Runs > 0 {
			highest, _ := v.Band("", reports.LevelFamily.Prefix()+name+".max")
			each = append(each, fmt.Sprintf("%s %s (at most %s)", v.Name, threeDigits(mean.Median), short(highest.Median)))
		}
	}
	f.Title = name + " on average: " + strings.Join(each, ", ")
	return f
}

func comeback(c *reports.Comparison) Comeback {
	out := Comeback{Footer: provenance(c)}
	out.Subtitle = strings.Join(append(named(c),
		"From the end of the fault to the first of three windows in a row within the SLO. A dot is a seed, the line their median."), " ")
	var not, always []string
	for i := range c.Variants {
		v := &c.Variants[i]
		r := v.Recovery()
		row := Return{Variant: v.Name, Baseline: i == 0, Times: r.Times, Median: r.Median, Never: r.Never, Note: r.String()}
		out.Rows = append(out.Rows, row)
		switch {
		case r.Never > 0:
			not = append(not, fmt.Sprintf("%s in %d of %s", v.Name, r.Never, counted(r.Seeds, "seed")))
		case r.Seeds > 0:
			always = append(always, v.Name)
		}
	}
	switch {
	case not == nil:
		out.Title = "Every variant recovered in every seed: median " + medians(out.Rows)
	case always == nil:
		out.Title = "Did not recover: " + strings.Join(not, ", ")
	default:
		out.Title = "Did not recover: " + strings.Join(not, ", ") + "; always did: " + strings.Join(always, ", ")
	}
	return out
}

// medians writes the median of each row that has one.
func medians(rows []Return) string {
	var each []string
	for _, r := range rows {
		if finite(r.Median) {
			each = append(each, r.Variant+" "+span(r.Median))
		}
	}
	return strings.Join(each, ", ")
}

func timeline(c *reports.Comparison, name string) Timeline {
	f := figure(c)
	out := Timeline{Footer: f.Footer, Duration: f.Duration, Warmup: f.Warmup}
	var each []string
	var owners []string
	for i := range c.Variants {
		v := &c.Variants[i]
		share, _ := v.Band("", reports.SpanFamily.Prefix()+name+".share")
		overlap, ok := v.Band("", reports.SpanFamily.Prefix()+name+".overlap")
		if !ok || len(v.Runs) == 0 {
			continue
		}
		words := fmt.Sprintf("%s %s of the time", v.Name, percent(share.Median))
		if overlap.Median > 0 {
			words += ", two at once for " + precise(overlap.Median)
		}
		each = append(each, words)
		b := blockOf(&v.Runs[0], name, f.Duration)
		b.Variant, b.Baseline = v.Name, i == 0
		out.Blocks = append(out.Blocks, b)
		for _, o := range b.Owners {
			owners = append(owners, o.Name)
		}
	}
	slices.SortFunc(owners, byNumber)
	owners = slices.Compact(owners)
	for i := range out.Blocks {
		out.Blocks[i].Owners = inOrder(out.Blocks[i].Owners, owners)
	}
	out.Title = name + ": " + strings.Join(each, "; ")
	subtitle := named(c)
	if meaning, ok := c.Meanings[name]; ok {
		subtitle = append(subtitle, name+": "+meaning+".")
	}
	out.Subtitle = strings.Join(append(subtitle,
		fmt.Sprintf("One row for each owner, in the first run of each variant; the shares above are medians of %s.", counted(len(c.Seeds), "seed"))), " ")
	return out
}

// blockOf is what one run says of a kind of span.
func blockOf(r *reports.Run, name string, duration float64) Block {
	b := Block{Note: fmt.Sprintf("seed %d", r.Seed), Shades: shades(r.Faults, duration)}
	s, ok := reports.Find[*reports.Spans](r.Told, name)
	if !ok {
		return b
	}
	for _, x := range s.List {
		k := slices.IndexFunc(b.Owners, func(o Owner) bool { return o.Name == x.Owner })
		if k < 0 {
			k = len(b.Owners)
			b.Owners = append(b.Owners, Owner{Name: x.Owner})
		}
		b.Owners[k].Spans = append(b.Owners[k].Spans, Stretch{x.Begin.Seconds(), x.End.Seconds()})
	}
	b.Note = fmt.Sprintf("seed %d: %s, %s of the time", r.Seed, counted(len(s.List)+int(s.More), "span"), percent(ratioOf(s.Covered, s.Measured)))
	if s.Overlap > 0 {
		b.Note += ", two at once for " + precise(s.Overlap.Seconds())
	}
	return b
}

func ratioOf(part, whole time.Duration) float64 {
	if whole <= 0 {
		return 0
	}
	return part.Seconds() / whole.Seconds()
}

// inOrder returns a row for each of the names, empty for those that have none.
func inOrder(rows []Owner, names []string) []Owner {
	var all []Owner
	for _, name := range names {
		o := Owner{Name: name}
		if k := slices.IndexFunc(rows, func(r Owner) bool { return r.Name == name }); k >= 0 {
			o = rows[k]
		}
		all = append(all, o)
	}
	return all
}

// byNumber orders names that end in numbers by these: node-2 before node-10.
func byNumber(a, b string) int {
	stem := func(s string) string { return strings.TrimRight(s, "0123456789") }
	if x, y := stem(a), stem(b); x != y {
		return strings.Compare(x, y)
	}
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}
