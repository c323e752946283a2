package reports

import (
	"math"
	"slices"
	"strings"
)

// A measuredPlace is a place of which a comparison keeps the statistics of a run. It keeps
// no more: the histograms of a run's places take ten times as much.
type measuredPlace struct {
	sort     *Sort
	name     string
	instance bool // a single one
}

// measurePlaces returns what a comparison keeps of the places of a run: what they are, and the
// statistics of one after another, NaN where undefined. As a rule they are the places of the
// run before, which then share their list.
func measurePlaces(places []*Place, before []measuredPlace) (list []measuredPlace, values []float64) {
	stats := placeStats()
	for _, p := range places {
		list = append(list, measuredPlace{p.Sort, p.Name, p.Node != ""})
		p = p.waitedOnce()
		values = slices.Grow(values, len(stats[p.Sort]))
		for _, st := range stats[p.Sort] {
			x, ok := st.of(p)
			if !ok {
				x = math.NaN()
			}
			values = append(values, x)
		}
	}
	if slices.Equal(list, before) {
		list = before
	}
	return list, slices.Clip(values)
}

// placeStats returns the statistics of every sort.
func placeStats() map[*Sort][]placeStat {
	all := make(map[*Sort][]placeStat)
	for _, s := range Sorts() {
		all[s] = s.stats()
	}
	return all
}

// shared reports whether two lists are the same in memory.
func shared(a, b []measuredPlace) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// A placeFinder looks a metric of a place up in one run after another.
type placeFinder struct {
	metric Metric
	list   []measuredPlace // of the run before
	at     int             // of the value in runs with that list, or -1
	first  int             // of the first value of the place
}

func findPlaces(m Metric) *placeFinder { return &placeFinder{metric: m, at: -1} }

// value returns the metric of a run, NaN where it is undefined.
func (f *placeFinder) value(r *Run) float64 {
	if !shared(f.list, r.measured) {
		f.list = r.measured
		f.at, f.first = indexOf(f.metric.Name, r.measured)
	}
	if f.at < 0 {
		return math.NaN()
	}
	return r.places[f.at]
}

// why returns why the metric is undefined in the run whose value was looked up last.
func (f *placeFinder) why(r *Run) string {
	s, _, _ := PlaceOf(f.metric.Name)
	return s.why(f.metric, f.at >= 0 && r.places[f.first] > 0)
}

// why returns why a metric of a place is undefined. The first statistic of routes and edges
// is how many asked.
func (s *Sort) why(m Metric, asked bool) string {
	switch {
	case asked || s == NodeSort:
		return m.lacks
	case s == EdgeSort:
		return "no call was sent"
	}
	return nobodyAsked
}

// indexOf returns where a metric stands among the values of a list of places, and where the
// first of its place does, or -1.
func indexOf(metric string, list []measuredPlace) (at, first int) {
	s, name, _ := PlaceOf(metric)
	stat := metric[strings.LastIndexByte(metric, '.')+1:]
	stats := placeStats()
	for _, p := range list {
		if p.sort == s && p.name == name {
			return first + slices.IndexFunc(stats[s], func(st placeStat) bool { return st.name == stat }), first
		}
		first += len(stats[p.sort])
	}
	return -1, -1
}

// mostMeasured bounds the places of a sort whose metrics are told for each run.
const mostMeasured = 100

// measuredMetrics returns the metrics of the places that any run measured, but for single
// instances, and for a sort of which there are too many.
func measuredMetrics(runs []Run) []Metric {
	names := make(map[*Sort][]string)
	for i := range runs {
		if i > 0 && shared(runs[i].measured, runs[i-1].measured) {
			continue
		}
		for _, p := range runs[i].measured {
			if !p.instance && !slices.Contains(names[p.sort], p.name) {
				names[p.sort] = append(names[p.sort], p.name)
			}
		}
	}
	var all []Metric
	for _, s := range Sorts() {
		if len(names[s]) > mostMeasured {
			continue
		}
		slices.Sort(names[s])
		for _, name := range names[s] {
			for _, st := range s.stats() {
				all = append(all, s.of(name, st))
			}
		}
	}
	return all
}
