package reports

import "slices"

// find returns a metric and its place among a run's values.
func (c *Comparison) find(load, name string) (Metric, int) {
	all := Metrics()
	block := 0
	for i, l := range c.Loads {
		if l == load {
			block = i + 1
		}
	}
	for i, m := range all {
		if m.Name == name || m.Alias == name {
			return m, block*len(all) + i
		}
	}
	panic("reports: no metric is called " + name)
}

// Difference returns the difference of a variant in a metric, for one load or
// for all together if load is empty. It reports false if none is kept.
func (c *Comparison) Difference(variant, load, metric string) (Difference, bool) {
	m, err := FindMetric(metric)
	for _, d := range c.Differences {
		if err == nil && d.Variant == variant && d.Load == load && d.Metric == m.Name {
			return d, true
		}
	}
	return Difference{}, false
}

// Band returns a metric over the seeds of the variant, for one load or for all
// together if load is empty. It reports false if there is none of that name.
func (v *Variant) Band(load, metric string) (Band, bool) {
	m, err := FindMetric(metric)
	for _, b := range v.Bands {
		if err == nil && b.Load == load && b.Metric == m.Name {
			return b, true
		}
	}
	return Band{}, false
}

func (c *Comparison) variant(name string) *Variant {
	i := slices.IndexFunc(c.Variants, func(v *Variant) bool { return v.Name == name })
	if i < 0 {
		return nil
	}
	return c.Variants[i]
}
