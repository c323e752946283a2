package reports

import (
	"fmt"
	"slices"
	"strings"
)

// What the names of the metrics about the facts of one kind begin with:
// "facts.breaker.opened" counts them, "levels.saga.unfinished.max" is about a
// level that they tell, "spans.raft.led.share" about the spans that they frame,
// "delays.saga.decided.p99" about the time that each tells something took.
const (
	FactPrefix  = "facts."
	LevelPrefix = "levels."
	SpanPrefix  = "spans."
	DelayPrefix = "delays."
)

// A factFamily is the metrics that every kind of fact has, if it is told in one way.
type factFamily struct {
	prefix, example string
	stats           []stat // empty: the kind alone is the name
}

// A stat is one number about the facts of a kind in a run.
type stat struct {
	name, unit, words string
	better            Direction
	of                func(s *Summary, kind string) (float64, bool)
}

var (
	countFamily = factFamily{prefix: FactPrefix, example: "facts.breaker.opened", stats: []stat{{
		unit:  "occurrences",
		words: "How often a fact happened after the warm-up, over all loads.",
		of:    func(s *Summary, kind string) (float64, bool) { return float64(s.Fact(kind)), true },
	}}}
	levelFamily = factFamily{prefix: LevelPrefix, example: "levels.saga.unfinished.max", stats: levelStats}
	spanFamily  = factFamily{prefix: SpanPrefix, example: "spans.raft.led.share", stats: spanStats}
	delayFamily = factFamily{prefix: DelayPrefix, example: "delays.saga.decided.p99", stats: delayStats}

	factFamilies = [...]factFamily{countFamily, levelFamily, spanFamily, delayFamily}
)

// FactMetrics returns the metrics that every kind of fact has: for those that
// are only counted, those that tell a level, those that frame spans, and those
// that tell a delay. Their names have NOUN.VERB in the place of the kind.
func FactMetrics() []Metric {
	var all []Metric
	for _, f := range factFamilies {
		for _, st := range f.stats {
			all = append(all, f.of("NOUN.VERB", st))
		}
	}
	return all
}

// metric reads what follows the prefix.
func (f factFamily) metric(rest string) (Metric, error) {
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
	form := f.prefix + "NOUN.VERB"
	if f.stats[0].name != "" {
		var names []string
		for _, st := range f.stats {
			names = append(names, "."+st.name)
		}
		form += " with " + anyOf(names, "")
	}
	return Metric{}, fmt.Errorf("unknown metric %q: write %s, such as %s", f.prefix+rest, form, f.example)
}

// of returns the metric of a kind.
func (f factFamily) of(kind string, st stat) Metric {
	name := f.prefix + kind
	if st.name != "" {
		name += "." + st.name
	}
	return Metric{Name: name, Unit: st.unit, Words: st.words, Better: st.better,
		Of: func(s *Summary, _ string) (float64, bool) { return st.of(s, kind) }}
}

// FactOf returns the kind of fact that a metric is about, and what the name of
// the metric begins with. It reports false for metrics of another sort.
func FactOf(metric string) (prefix, kind string, ok bool) {
	for _, f := range factFamilies {
		if rest, found := strings.CutPrefix(metric, f.prefix); found {
			noun, rest, _ := strings.Cut(rest, ".")
			verb, _, _ := strings.Cut(rest, ".")
			if len(f.stats) == 1 {
				verb = rest
			}
			return f.prefix, noun + "." + verb, true
		}
	}
	return "", "", false
}

// toldMetrics returns the metrics of the levels, spans and delays that any of the
// runs told, by name.
func toldMetrics(runs []Run) []Metric {
	var all []Metric
	add := func(f factFamily, kinds []string) {
		for _, kind := range kinds {
			for _, st := range f.stats {
				all = append(all, f.of(kind, st))
			}
		}
	}
	add(levelFamily, levelNames(runs))
	add(spanFamily, spanNames(runs))
	add(delayFamily, delayNames(runs))
	return all
}

// levelNames returns the levels that any of the runs told.
func levelNames(runs []Run) []string {
	var names []string
	for _, r := range runs {
		for i := range r.Levels {
			names = append(names, r.Levels[i].Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// spanNames returns the kinds of spans that any of the runs had.
func spanNames(runs []Run) []string {
	var names []string
	for _, r := range runs {
		for i := range r.Spans {
			names = append(names, r.Spans[i].Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// delayNames returns the kinds of delays that any of the runs told.
func delayNames(runs []Run) []string {
	var names []string
	for _, r := range runs {
		for i := range r.Delays {
			names = append(names, r.Delays[i].Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
