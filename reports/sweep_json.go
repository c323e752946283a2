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
			for _, metric := range SweptMetrics {
				means = append(means, member{metric, s.At(i, v.Name, metric).json()})
			}
			variants = append(variants, member{v.Name, means})
		}
		points = append(points, members{{"values", s.Values(i)}, {"means", variants}, {"comparison", c}})
	}
	return append(head(sweepSchema, s.Build), members{
		{"scenario", s.Scenario}, {"title", s.Title}, {"hash", s.Hash}, {"axes", axes}, {"points", points},
		{"finding", s.Finding()}, {"command", s.Command},
	}...).MarshalJSON()
}

func (i Interval) json() members {
	return members{{"mean", number(i.Middle)}, {"low", number(i.Low)}, {"high", number(i.High)}, {"seeds", i.Pairs}}
}
