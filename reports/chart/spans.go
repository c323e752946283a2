package chart

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wavetank/reports"
)

func timelineOf(c *reports.Comparison, name string) Timeline {
	f := figure(c)
	out := Timeline{Footer: f.Footer, Duration: f.Duration, Warmup: f.Warmup, Arms: f.Arms}
	var shares, twice []string
	var owners []string
	for i, v := range c.Variants {
		share, _ := v.Band("", reports.SpanFamily.Prefix()+name+".share")
		overlap, ok := v.Band("", reports.SpanFamily.Prefix()+name+".overlap")
		if !ok || len(v.Runs) == 0 {
			continue
		}
		shares = append(shares, glued(v.Name+" "+percent(share.Median)))
		if overlap.Median > 0 {
			twice = append(twice, glued(v.Name+" "+precise(overlap.Median)))
		}
		b := runOf(c, &v.Runs[0], name, f.Duration)
		b.Variant, b.Baseline = v.Name, i == 0
		out.Runs = append(out.Runs, b)
		for _, o := range b.Owners {
			owners = append(owners, o.Name)
		}
	}
	owners = withTheirGroups(owners, c.Groups)
	for i := range out.Runs {
		out.Runs[i].Owners = inOrder(out.Runs[i].Owners, owners)
	}
	kind, verb, _ := strings.Cut(name, ".")
	verb = capital(strings.ReplaceAll(verb, "_", " "))
	out.Title = fmt.Sprintf("%s (%s), share of the time: %s", verb, kind, strings.Join(shares, ", "))
	if twice != nil {
		out.Title += "; by two or more at once for: " + strings.Join(twice, ", ")
	}
	meaning, _ := meaningOf(c, name)
	if meaning != "" {
		meaning = name + ": " + meaning + "."
	}
	rows := "A row for each who could be"
	if slices.ContainsFunc(owners, func(name string) bool { return strings.Contains(name, " → ") }) {
		rows = "A row for each caller, and whom it calls, of whom it ever was"
	}
	seeds := fmt.Sprintf("%s, in seed %d; the title has the medians of %s.", rows, c.Seeds[0], reports.CountOf(len(c.Seeds), "seed"))
	if len(c.Seeds) == 1 {
		seeds = rows + ", in the one seed."
	}
	out.Subtitle = strings.Join(append(named(c), sentences(meaning, seeds)), " ")
	return out
}

// withTheirGroups returns the owners and all who stand for the same node as one of them, in
// order.
func withTheirGroups(owners []string, groups [][]string) []string {
	all := slices.Clone(owners)
	for _, g := range groups {
		if slices.ContainsFunc(g, func(name string) bool { return slices.Contains(owners, name) }) {
			all = append(all, g...)
		}
	}
	slices.SortFunc(all, byNumber)
	return slices.Compact(all)
}

func runOf(c *reports.Comparison, r *reports.Run, name string, duration float64) TimelineRun {
	b := TimelineRun{Note: fmt.Sprintf("seed %d", r.Seed), Shades: shades(c, r.Faults, duration)}
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
		b.Owners[k].Spans = append(b.Owners[k].Spans, Interval{x.Begin.Seconds(), x.End.Seconds()})
	}
	b.Note = fmt.Sprintf("seed %d: %s, %s of the time", r.Seed, reports.CountOf(len(s.List)+int(s.More), "span"), percent(ratioOf(s.Covered, s.Measured)))
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
