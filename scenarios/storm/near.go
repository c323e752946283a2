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
func (c *court) margins() []*reports.Margin {
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

// approach takes in the margins of a run. Runs are looked at in the order of their
// seeds, and none after the first that fails, so that the result does not depend on
// how many ran at a time.
func (c *campaign) approach(i int, x trial, margins []*reports.Margin) {
	c.waiting[i] = approached{x, margins}
	for a, ok := c.waiting[c.seen]; ok && c.seen <= c.end; a, ok = c.waiting[c.seen] {
		delete(c.waiting, c.seen)
		c.seen++
		for j, m := range a.margins {
			if m == nil {
				continue
			}
			near := append(c.nearest[j], Near{c.plan.Properties[j].Name, a.seed, a.storm, *m})
			slices.SortStableFunc(near, func(x, y Near) int { return cmp.Compare(x.Margin.By, y.Margin.By) })
			c.nearest[j] = near[:min(len(near), mostNear)]
		}
	}
}

// approached is a run of which the margins are known, and not yet those of all
// before it.
type approached struct {
	trial
	margins []*reports.Margin
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
