package reports

import (
	"fmt"
	"slices"
	"strings"
)

// Why says why the metric is undefined for a load of a run, or for all of them
// together if load is empty. It is empty where the metric is defined.
func (m Metric) Why(s *Summary, load string) string {
	if _, ok := m.Of(s, load); ok {
		return ""
	}
	_, _, told := FactOf(m.Name)
	switch sort, name, place := PlaceOf(m.Name); {
	case place:
		p := findPlace(s.Places, sort, name)
		return sort.why(m, p != nil && p.Requests > 0)
	case m.Whole:
		return s.untold()
	}
	switch l, ok := s.load(load); {
	case !ok, told:
	case l.Requests == 0:
		return nobodyAsked
	case m.Items && l.OK == 0:
		return noneOK
	}
	return m.lacks
}

// A blank is a number of a table that is undefined, and why.
type blank struct{ metric, who, why string }

// legend explains the dashes of a table, a line for each reason, with the metrics
// and those of all who lack them.
func legend(list []blank, all []string) string {
	type reason struct {
		who, metrics []string
		why          string
	}
	var each, merged []reason
	for _, b := range list {
		i := slices.IndexFunc(each, func(r reason) bool { return r.who[0] == b.who && r.why == b.why })
		if i < 0 {
			i = len(each)
			each = append(each, reason{who: []string{b.who}, why: b.why})
		}
		if !slices.Contains(each[i].metrics, b.metric) {
			each[i].metrics = append(each[i].metrics, b.metric)
		}
	}
	for _, r := range each {
		i := slices.IndexFunc(merged, func(o reason) bool { return o.why == r.why && slices.Equal(o.metrics, r.metrics) })
		if i < 0 {
			merged = append(merged, r)
			continue
		}
		merged[i].who = append(merged[i].who, r.who...)
	}
	var b strings.Builder
	for _, r := range merged {
		b.WriteString(missing + " " + strings.Join(r.metrics, ", "))
		if len(r.who) < len(all) {
			b.WriteString(" of " + strings.Join(r.who, ", "))
		}
		b.WriteString(": " + r.why + "\n")
	}
	return b.String()
}

// tabled are the metrics of which every table has a column.
var tabled = []string{"error_rate", "latency_ok_p50", "latency_ok_p99", "attempts_per_request", "recovery"}

// shortName is how a table calls a metric of a load.
func shortName(load, metric string) string {
	metric = strings.TrimPrefix(metric, "latency_ok_")
	if load == "" {
		return metric
	}
	return load + "." + metric
}

// legendOf explains what is undefined in the table of runs.
func legendOf(runs []*Summary) string {
	var list []blank
	var all []string
	for _, s := range runs {
		all = append(all, s.Variant)
		for _, load := range s.rows() {
			for _, name := range tabled {
				m := metricOf(name)
				if m.Whole && load != "" && len(s.Loads) > 1 {
					continue
				}
				shown := load
				if len(s.Loads) == 1 || m.Whole {
					shown = ""
				}
				if why := m.Why(s, load); why != "" {
					list = append(list, blank{shortName(shown, m.Name), s.Variant, why})
				}
			}
		}
	}
	return legend(list, all)
}

// legend explains what is undefined in the tables of the comparison: in the
// totals, and on either side of a difference.
func (c *Comparison) legend() string {
	var list []blank
	var all []string
	add := func(v *Variant, load, metric string) {
		if b, ok := v.Band(load, metric); ok && b.Runs == 0 && b.Why != "" {
			list = append(list, blank{spoken(Name{Load: load, Metric: metric}), v.Name, b.Why})
		}
	}
	for i, v := range c.Variants {
		all = append(all, v.Name)
		for _, name := range tabled {
			add(v, "", name)
		}
		for _, d := range c.Differences {
			if d.Pairs == 0 && (i == 0 || d.Variant == v.Name) {
				add(v, d.Load, d.Metric)
			}
		}
	}
	text := legend(list, all)
	if slices.ContainsFunc(c.Differences, func(d Difference) bool { return d.Pairs > 0 && d.Open() }) {
		text += missing + " 95 % interval: that of a mean needs two seeds, that of a median (recovery) six\n"
	}
	return text
}

// legend explains what is undefined in the table of the sweep: a number is if it
// is in a single seed.
func (s *Sweep) legend() string {
	var b strings.Builder
	for i, c := range s.Points {
		for _, v := range c.Variants {
			for _, metric := range s.Metrics() {
				band, _ := v.Band("", metric)
				if band.Undefined > 0 {
					fmt.Fprintf(&b, "%s %s of %s at %s: %s in %d of %s\n", missing, shortName("", band.Metric), v.Name,
						s.label(v.Name, i), band.Why, band.Undefined, CountOf(band.Undefined+band.Runs, "seed"))
				}
			}
		}
	}
	return b.String()
}
