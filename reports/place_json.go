package reports

import "slices"

// placesJSON returns the places of a sort as an object, with all their statistics. Of the
// instances of a node it tells a hundred.
func placesJSON(all []*Place, s *Sort) members {
	var out members
	told := map[string]int{}
	for _, p := range all {
		if told[p.Node]++; p.Sort != s || p.Node != "" && told[p.Node] > mostOwners {
			continue
		}
		var stats members
		for _, st := range s.stats() {
			stats = append(stats, member{st.name, defined(st.of(p))})
		}
		if len(p.Away) > 0 {
			var by members
			for _, a := range p.Away {
				by = append(by, member{a.By, a.Calls})
			}
			stats = append(stats, member{"turned_away_by", by})
		}
		out = append(out, member{p.Name, stats})
	}
	return out
}

// mostMeasured bounds the places of a sort whose metrics are kept for each run.
const mostMeasured = 100

// measuredMetrics returns the metrics of the places that any run measured, but for single
// instances, and for a sort of which there are too many.
func measuredMetrics(runs []Run) []Metric {
	var all []Metric
	for _, s := range Sorts() {
		var names []string
		for i := range runs {
			for _, p := range runs[i].Places {
				if p.Sort == s && p.Node == "" && !slices.Contains(names, p.Name) {
					names = append(names, p.Name)
				}
			}
		}
		if len(names) > mostMeasured {
			continue
		}
		slices.Sort(names)
		for _, name := range names {
			for _, st := range s.stats() {
				all = append(all, s.of(name, st))
			}
		}
	}
	return all
}

// withPlaces adds the places of every sort to an object.
func (m members) withPlaces(all []*Place) members {
	for _, s := range Sorts() {
		if places := placesJSON(all, s); places != nil {
			m = append(m, member{s.Name, places})
		}
	}
	return m
}
