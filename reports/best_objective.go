package reports

// Objective returns the SLO that the scenario states, or nil.
func (s *Sweep) Objective() *SLO {
	if first := s.Points[0]; first.Stated {
		return first.SLO
	}
	return nil
}

// objective says where the SLO is kept, if the scenario states one: before what is best, or
// behind it if it is kept nowhere else.
func (s *Sweep) objective(variant string, b Best) (before, behind string) {
	objective := s.Objective()
	if objective == nil {
		return "", ""
	}
	all := 0
	for i := range s.Points {
		if s.own(variant, i) {
			all++
		}
	}
	slo := "the SLO " + objective.bounds()
	switch len(b.Kept) {
	case 0:
		return slo + " is always kept at no point; ", ""
	case all:
		return slo + " is kept at every point; ", ""
	case len(b.Points):
		return "", ", and alone keeps " + slo
	}
	return slo + " is kept with " + s.labels(variant, b.Kept) + "; of these ", ""
}

// always reports whether an arm keeps the SLO in every seed.
func (c *Comparison) always(variant string) bool {
	v := c.variant(variant)
	return len(v.Runs) > 0 && c.keeps(v) == len(v.Runs)
}
