package reports

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
)

// A Diff is what changed between two saved results, paired by seed.
type Diff struct {
	Old, New []*Saved
	Changes  []Shift
	Turns    []Turn
	Notes    []string // what could not be paired, and what is another scenario
}

// A Shift is one metric of one variant in both results.
type Shift struct {
	Point string
	Difference
	Gated bool // it is one that a comparison shows, and that can worsen
	Same  bool // in each seed
}

// A Turn is an expectation whose verdict is another one.
type Turn struct{ Point, That, From, To string }

// NewDiff pairs two results, point by point and variant by variant. It is an error if
// they have no seed of any variant in common.
func NewDiff(from, to []*Saved) (*Diff, error) {
	d := &Diff{Old: from, New: to}
	pairs := 0
	for _, x := range from {
		if !slices.ContainsFunc(to, func(y *Saved) bool { return x.Point == y.Point }) {
			d.note("only the old result has the point " + x.Point)
		}
	}
	for _, y := range to {
		i := slices.IndexFunc(from, func(x *Saved) bool { return x.Point == y.Point })
		if i < 0 {
			d.note("only the new result has the point " + y.Point)
			continue
		}
		d.identity(from[i], y)
		pairs += d.saved(from[i], y)
	}
	if pairs == 0 {
		return nil, fmt.Errorf("the two results have no seed of any variant in common")
	}
	return d, nil
}

// identity notes what is another scenario.
func (d *Diff) identity(x, y *Saved) {
	switch {
	case x.Scenario != y.Scenario:
		d.note(fmt.Sprintf("the scenarios are %s and %s", x.Scenario, y.Scenario))
	case x.Hash != y.Hash:
		d.note(fmt.Sprintf("the scenario has changed (%s, now %s)", x.Hash, y.Hash))
	}
}

func (d *Diff) note(words string) {
	if !slices.Contains(d.Notes, words) {
		d.Notes = append(d.Notes, words)
	}
}

// saved pairs two comparisons, and returns how many runs have a counterpart.
func (d *Diff) saved(x, y *Saved) int {
	pairs := 0
	for i := range y.Variants {
		v := &y.Variants[i]
		was := x.variant(v.Variant)
		if was == nil {
			d.note("only the new result has the variant " + v.Variant)
			continue
		}
		pairs += d.variant(y.Point, was, v)
	}
	for _, v := range x.Variants {
		if y.variant(v.Variant) == nil {
			d.note("only the old result has the variant " + v.Variant)
		}
	}
	for _, e := range y.Expectations {
		for _, was := range x.Expectations {
			if was.That == e.That && was.Status != e.Status {
				d.Turns = append(d.Turns, Turn{y.Point, e.That, was.Status, e.Status})
			}
		}
	}
	return pairs
}

func (d *Diff) variant(point string, x, y *SavedVariant) int {
	var seeds []uint64
	digests := map[uint64]string{}
	for _, r := range x.Runs {
		digests[r.Seed] = r.Digest
	}
	same := true
	for _, r := range y.Runs {
		if digest, both := digests[r.Seed]; both {
			seeds = append(seeds, r.Seed)
			same = same && digest == r.Digest
		}
	}
	if len(seeds) == 0 {
		d.note("no seed of variant " + y.Variant + " is in both results")
		return 0
	}
	for _, load := range append([]string{""}, slices.Sorted(maps.Keys(y.ByLoad))...) {
		bands := y.Metrics
		if load != "" {
			bands = y.ByLoad[load]
		}
		for _, m := range metricsInOrder(slices.Collect(maps.Keys(bands))) {
			c := Shift{Point: point, Difference: pairSaved(m, load, x, y, seeds), Same: same}
			c.Gated = m.Better != Neither && slices.ContainsFunc(gated(load), func(name string) bool { return name == m.Name || name == m.Alias })
			if c.Pairs > 0 {
				d.Changes = append(d.Changes, c)
			}
		}
	}
	return len(seeds)
}

// gated are the metrics that a comparison shows.
func gated(load string) []string {
	if load != "" {
		return perLoad
	}
	return compared
}

// metricsInOrder returns the metrics of those names: as they are described, then those of
// facts by name. Names that are unknown are left out.
func metricsInOrder(names []string) []Metric {
	place := map[string]int{}
	for i, m := range Metrics() {
		place[m.Name] = i - len(Metrics())
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(place[a], place[b]), cmp.Compare(a, b)) })
	var list []Metric
	for _, name := range names {
		if m, err := FindMetric(name); err == nil {
			list = append(list, m)
		}
	}
	return list
}

// pairSaved compares a metric in the runs that both have.
func pairSaved(m Metric, load string, x, y *SavedVariant, seeds []uint64) Difference {
	d := newDifference("old", y.Variant, load, m)
	d.of(m, func(side func(x, y float64)) {
		for _, seed := range seeds {
			side(x.value(load, m.Name, seed), y.value(load, m.Name, seed))
		}
	})
	d.Verdict = verdict(d.Interval, m.Better)
	return d
}

// Relative returns by how much the metric changed, as a part of what it was; infinite
// where it was zero.
func (d *Difference) Relative() float64 {
	switch {
	case d.Middle == 0:
		return 0
	case d.From == 0 || math.IsInf(d.Middle, 0):
		return math.Copysign(math.Inf(1), d.Middle)
	}
	return d.Middle / math.Abs(d.From)
}

// Worsened returns in words what is shown to be worse by more than the tolerance, a
// part of what it was, and the expectations that passed and do no more.
func (d *Diff) Worsened(tolerance float64) []string {
	var words []string
	for _, c := range d.Changes {
		if c.Gated && c.Verdict == Worse && math.Abs(c.Relative()) > tolerance {
			words = append(words, fmt.Sprintf("%s%s of %s: %s", point(c.Point), shortName(c.Load, c.Metric), c.Variant, c.percent()))
		}
	}
	for _, t := range d.Turns {
		if t.From == string(Pass) {
			words = append(words, fmt.Sprintf("%sthe expectation %s: %s, now %s", point(t.Point), t.That, t.From, t.To))
		}
	}
	return words
}

func point(values string) string {
	if values == "" {
		return ""
	}
	return "[" + values + "] "
}

// percent writes the relative change.
func (d *Difference) percent() string {
	x := d.Relative()
	if math.IsInf(x, 0) {
		u, scale := unitOf(metricOf(d.Metric))
		return "+" + u.gap(d.Middle/scale) + " from " + u.figure(d.From/scale)
	}
	return fmt.Sprintf("%+.1f %%", 100*x)
}

// WriteTable writes what changed as benchstat does: a block for each variant, a ~ where
// nothing is shown. It has the metrics that a comparison shows, of what facts told and
// of how busy nodes are those that changed, and with all every one.
func (d *Diff) WriteTable(w io.Writer, s Screen, all bool) error {
	var b strings.Builder
	for i := 0; i < len(d.Changes); {
		j := i
		for j < len(d.Changes) && d.Changes[j].Variant == d.Changes[i].Variant && d.Changes[j].Point == d.Changes[i].Point {
			j++
		}
		d.block(&b, s, d.Changes[i:j], all)
		i = j
	}
	if len(d.Turns) > 0 {
		b.WriteString("Expectations whose verdict is another one:\n")
		for _, t := range d.Turns {
			fmt.Fprintf(&b, "  %s, now %s: %s%s\n", t.From, t.To, point(t.Point), t.That)
		}
		b.WriteString("\n")
	}
	for _, note := range d.Notes {
		s.Wrap(&b, fmt.Sprintf("Note: %s.", note), "")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// telling reports whether a metric is shown where it changed: what facts told, and how
// busy the nodes are.
func telling(metric string) bool {
	_, _, place := PlaceOf(metric)
	return strings.Contains(metric, ".") && (!place || strings.HasPrefix(metric, NodeSort.Name+".") && strings.HasSuffix(metric, ".utilisation"))
}

func (d *Diff) block(b *strings.Builder, s Screen, changes []Shift, all bool) {
	first := changes[0]
	seeds := 0
	for _, c := range changes {
		seeds = max(seeds, c.Pairs)
	}
	fmt.Fprintf(b, "%svariant %s (%s)\n", point(first.Point), first.Variant, CountOf(seeds, "seed"))
	if first.Same {
		b.WriteString("every run is the same, event by event\n\n")
		return
	}
	rows := [][]string{{"metric", "old", "new", "change", "95 % interval", ""}}
	counts := map[string]int{}
	for _, c := range changes {
		counts[c.Verdict]++
		if !all && !c.Gated && !(c.Verdict != NoDifference && telling(c.Metric)) {
			continue
		}
		u, scale := unitOf(metricOf(c.Metric))
		change, verdict := NoDifference, ""
		if c.Verdict != NoDifference {
			change, verdict = c.percent(), c.Verdict
			if metricOf(c.Metric).Better == Neither {
				verdict = ""
			}
		}
		if c.Pairs < seeds {
			verdict = strings.TrimPrefix(verdict+fmt.Sprintf(" n=%d", c.Pairs), " ")
		}
		interval := Interval{Low: c.Low / scale, High: c.High / scale}
		rows = append(rows, []string{shortName(c.Load, c.Metric), u.figure(c.From / scale), u.figure(c.To / scale), change, u.gaps(interval), verdict})
	}
	s.grid(b, rows, 1)
	fmt.Fprintf(b, "%d of %d metrics are shown to differ", len(changes)-counts[NoDifference], len(changes))
	if !all {
		b.WriteString("; --all has each")
	}
	b.WriteString("\n\n")
}
