package reports

// A Subject is a metric that an expectation of the scenario names, of one load or of all
// together: what the scenario is about.
type Subject struct {
	Load   string // empty for all together
	Metric string // in full, as in a Name
}

// Subjects returns what the expectations of a comparison are about, in the order in which
// they first name it.
func (c *Comparison) Subjects() []Subject {
	var all []Subject
	seen := make(map[Subject]bool)
	for _, e := range c.Expectations {
		claim, err := ParseClaim(e.That)
		if err != nil {
			continue // "engaged" is about no metric
		}
		for _, n := range claim.names {
			if s := (Subject{n.Load, n.Metric}); !seen[s] {
				seen[s] = true
				all = append(all, s)
			}
		}
	}
	return all
}

// Over returns a metric over the seeds of a variant, also one of facts that is not among
// its Bands. It reports false if there is no such variant, load or metric.
func (c *Comparison) Over(variant string, s Subject) (Band, bool) {
	m, err := FindMetric(s.Metric)
	if err != nil {
		return Band{}, false
	}
	from, ok := c.cell(Name{Variant: variant, Load: s.Load, Metric: m.Name})
	if !ok {
		return Band{}, false
	}
	if b, kept := c.variant(variant).Band(s.Load, m.Name); kept {
		return b, true
	}
	b := bandOf(m, from.runs, from.value)
	b.Load = s.Load
	return b, true
}

// Against returns the difference of a variant from the baseline in any metric, whether it
// is among the Differences or not. It reports false if there is no such variant, load or
// metric.
func (c *Comparison) Against(variant string, s Subject) (Difference, bool) {
	if d, kept := c.Difference(variant, s.Load, s.Metric); kept {
		return d, true
	}
	v := c.variant(variant)
	if _, ok := c.Over(variant, s); !ok || v == nil {
		return Difference{}, false
	}
	return c.earned(v, c.difference(v, s.Load, s.Metric)), true
}
