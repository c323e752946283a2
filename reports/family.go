package reports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wavetank/sim"
)

// A Family is one way to report the facts of a kind: how often they happened,
// how high something stood, how long something was on, how long things took, or how many there were.
// Each has metrics of its own: "levels.saga.unfinished.max" is the statistic max
// of the level that facts of the kind saga.unfinished tell.
//
// Everything that a report says of facts ranges over [Families]. To add a family,
// write its file, with the fold and the value, list the value there, and name it
// in patterns.Shows.
type Family struct {
	Name    string // "level"; the names of its metrics begin with "levels."
	Tells   string // what a fact of such a kind does, as in "tells a level"
	example string // of a metric
	stats   []stat // if one has no name, the kind alone is the name of the metric

	// What follows is nil for the family that every kind of fact belongs to.
	key     string                                                 // in the JSON of a run
	heading []string                                               // of the table of a run; see Told.row
	begin   func(f *Family, kind *sim.Kind, c *Collector) foldTold // a fold that has seen nothing
	csv     func(*Family, *Comparison) [][]string                  // what a chart of it draws; nil without one
}

// A stat is one number about the facts of a kind in a run.
type stat struct {
	name, unit, words string
	better            Direction
	signed            bool
	lacks             string // why it is undefined, where it can be
	of                func(s *Summary, kind string) (float64, bool)
}

// A foldTold makes a Told.
type foldTold interface {
	fact(*sim.Fact)
	crashed(*sim.Owner, sim.Time)
	finish(sim.Time) Told
}

// A Told is what the facts of one kind told in one run, besides how often they
// happened: a [*Level], [*Spans] or [*Values].
type Told interface {
	family() *Family
	kind() string  // of the facts
	row() []string // of the table, under the heading of its family; nil leaves it out
	json() any
	kept() Told // what a comparison keeps of it
}

// CountFamily is the family that every kind of fact belongs to.
var CountFamily = &Family{Name: "fact", Tells: "is counted", example: "facts.breaker.opened", stats: []stat{{
	unit:  "occurrences",
	words: "How often a fact happened after the warm-up, over all loads.",
	of:    func(s *Summary, kind string) (float64, bool) { return float64(s.Fact(kind)), true },
}}}

// Families returns all families, in the order in which they are described.
func Families() []*Family {
	return []*Family{CountFamily, LevelFamily, SpanFamily, DelayFamily, AmountFamily}
}

// FindFamily returns the family of that name, and CountFamily for an empty name.
func FindFamily(name string) *Family {
	for _, f := range Families() {
		if f.Name == name {
			return f
		}
	}
	if name == "" {
		return CountFamily
	}
	panic(fmt.Sprintf("reports: there is no family of facts called %q", name))
}

// Find returns what the facts of a kind told in a run, by its type:
//
//	delay, ok := reports.Find[*reports.Values](s.Told, "saga.decided")
func Find[T Told](told []Told, kind string) (t T, ok bool) {
	for _, x := range told {
		if t, ok = x.(T); ok && t.kind() == kind {
			return t, true
		}
	}
	return t, false
}

// Prefix is what the names of the family's metrics begin with, such as "levels.".
func (f *Family) Prefix() string { return f.Name + "s." }

// FactMetrics returns the metrics of every family. Their names have NOUN.VERB in
// the place of the kind.
func FactMetrics() []Metric {
	var all []Metric
	for _, f := range Families() {
		all = append(all, f.metrics("NOUN.VERB")...)
	}
	return all
}

func (f *Family) metrics(kind string) []Metric {
	var all []Metric
	for _, st := range f.stats {
		all = append(all, f.of(kind, st))
	}
	return all
}

func (f *Family) of(kind string, st stat) Metric {
	name := f.Prefix() + kind
	if st.name != "" {
		name += "." + st.name
	}
	return Metric{Name: name, Unit: st.unit, Words: st.words, Better: st.better, Signed: st.signed, lacks: st.lacks,
		Of: func(s *Summary, _ string) (float64, bool) { return st.of(s, kind) }}
}

// metric reads what follows the prefix.
func (f *Family) metric(rest string) (Metric, error) {
	parts := strings.Split(rest, ".")
	for _, st := range f.stats {
		switch {
		case len(parts) < 2 || parts[0] == "" || parts[1] == "":
		case st.name == "":
			return f.of(rest, st), nil
		case len(parts) == 3 && parts[2] == st.name:
			return f.of(parts[0]+"."+parts[1], st), nil
		}
	}
	form := f.Prefix() + "NOUN.VERB"
	if f.stats[0].name != "" {
		var names []string
		for _, st := range f.stats {
			names = append(names, "."+st.name)
		}
		form += " with " + anyOf(names, "")
	}
	return Metric{}, fmt.Errorf("unknown metric %q: write %s, such as %s", f.Prefix()+rest, form, f.example)
}

// FactOf returns the family and the kind of fact that a metric is about. It
// reports false for metrics of another sort.
func FactOf(metric string) (f *Family, kind string, ok bool) {
	for _, f := range Families() {
		if rest, found := strings.CutPrefix(metric, f.Prefix()); found {
			noun, rest, _ := strings.Cut(rest, ".")
			verb, _, _ := strings.Cut(rest, ".")
			if f == CountFamily {
				verb = rest
			}
			return f, noun + "." + verb, true
		}
	}
	return nil, "", false
}

// kindsOf returns the kinds of a family that any of the runs told, by name.
func kindsOf(f *Family, runs []Run) []string {
	var kinds []string
	for _, r := range runs {
		for _, t := range r.Told {
			if t.family() == f {
				kinds = append(kinds, t.kind())
			}
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// toldMetrics returns the metrics of all that any of the runs told, by family and
// kind.
func toldMetrics(runs []Run) []Metric {
	var all []Metric
	for _, f := range Families() {
		for _, kind := range kindsOf(f, runs) {
			all = append(all, f.metrics(kind)...)
		}
	}
	return all
}

// eachTold calls each with all that the facts of a family told in every run, after the
// variant, the seed and the kind.
func (c *Comparison) eachTold(f *Family, each func(head []string, t Told)) {
	for _, v := range c.Variants {
		for _, r := range v.Runs {
			for _, t := range r.Told {
				if t.family() == f {
					each([]string{v.Name, strconv.FormatUint(r.Seed, 10), t.kind()}, t)
				}
			}
		}
	}
}

// Kinds returns the kinds of a family that any run told: first those of which an expectation
// speaks, and either by name.
func (c *Comparison) Kinds(f *Family) []string {
	var all []string
	for _, v := range c.Variants {
		all = append(all, kindsOf(f, v.Runs)...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	subjects := c.Subjects()
	claimed := func(kind string) bool {
		return slices.ContainsFunc(subjects, func(s Subject) bool { return strings.HasPrefix(s.Metric, f.Prefix()+kind+".") })
	}
	first := slices.DeleteFunc(slices.Clone(all), func(kind string) bool { return !claimed(kind) })
	return append(first, slices.DeleteFunc(all, claimed)...)
}
