package reports

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

// withPlaces adds the places of every sort to an object.
func (m members) withPlaces(all []*Place) members {
	for _, s := range Sorts() {
		if places := placesJSON(all, s); places != nil {
			m = append(m, member{s.Name, places})
		}
	}
	return m
}
