package storm

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"wavetank/reports"
	"wavetank/scenarios"
)

// A Near is a run that came near to breaking a claim, or broke it.
type Near struct {
	Property string
	Seed     uint64
	Storm    []scenarios.Fault
	Margin   reports.Margin
}

// mostNear is how many runs a report keeps for each claim.
const mostNear = 3

// margins returns how much the run had left of each property, nil where that cannot
// be said.
func (c *checker) margins() []*reports.Margin {
	var list []*reports.Margin
	for i, j := range c.judges {
		if j.Near == nil {
			continue
		}
		if m, known := j.Near(); known {
			list = append(list, make([]*reports.Margin, i-len(list))...)
			list = append(list, &m)
		}
	}
	return list
}

// approach takes in the margins of a run.
func (c *campaign) approach(seed uint64, margins []*reports.Margin) {
	for j, m := range margins {
		near := c.nearest[j]
		if m == nil || len(near) == mostNear && m.By >= near[mostNear-1].Margin.By {
			continue
		}
		x, err := c.trial(seed)
		if err != nil {
			continue // it was drawn where it was tried
		}
		near = append(near, Near{c.plan.Properties[j].Name, seed, x.storm, *m})
		slices.SortStableFunc(near, func(x, y Near) int { return cmp.Compare(x.Margin.By, y.Margin.By) })
		c.nearest[j] = near[:min(len(near), mostNear)]
	}
}

// Nearness tells for each claim the runs that came nearest to breaking it, and
// their storms. It is empty if no property is a claim.
func (r *Report) Nearness() string {
	var b strings.Builder
	for i, n := range r.Nearest {
		if i == 0 || n.Property != r.Nearest[i-1].Property {
			fmt.Fprintf(&b, "Nearest to breaking %s:\n", n.Property)
		}
		fmt.Fprintf(&b, "  seed %d, %s\n", n.Seed, n.Margin.Words)
		for line := range strings.Lines(sentences(n.Storm)) {
			b.WriteString("  " + line)
		}
	}
	return b.String()
}
