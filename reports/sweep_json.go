package reports

// MarshalJSON returns the sweep as one object whose keys are always in the same
// order. Each point holds its comparison in full.
func (s *Sweep) MarshalJSON() ([]byte, error) {
	var axes, points []members
	for _, a := range s.Axes {
		axes = append(axes, members{{"key", a.Key}, {"values", a.Values}})
	}
	for i, c := range s.Points {
		var variants members
		for _, v := range s.Variants {
			var means members
			for _, metric := range s.Metrics() {
				means = append(means, member{metric, s.At(i, v.Name, metric).json()})
			}
			variants = append(variants, member{v.Name, means})
		}
		points = append(points, members{{"values", s.Values(i)}, {"means", variants}, {"comparison", c}})
	}
	var best members
	untouched := []string{}
	for _, v := range s.Variants {
		if s.untouched(v.Name) {
			untouched = append(untouched, v.Name)
		}
		b, ok := s.Best(v.Name)
		if !ok {
			continue
		}
		var equal [][]string
		for _, p := range b.Points {
			equal = append(equal, s.valuesOf(v.Name, p))
		}
		best = append(best, member{v.Name, members{{"values", s.valuesOf(v.Name, b.Point)}, {"not_worse", equal}, {"by", b.Metrics}}})
	}
	return append(head(sweepSchema, s.Build), members{
		{"scenario", s.Scenario}, {"title", s.Title}, {"hash", s.Hash}, {"axes", axes}, {"points", points}, {"best", best}, {"untouched", untouched},
		{"finding", s.Finding()}, {"command", s.Command},
	}...).MarshalJSON()
}

func (i Interval) json() members {
	return members{{"mean", number(i.Middle)}, {"low", number(i.Low)}, {"high", number(i.High)}, {"seeds", i.Pairs}}
}
