package storm

import (
	"slices"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/language"
)

// brief ends the run of a scenario soon after the violation.
func (s *shrinker) brief() {
	if s.best.scenario == nil {
		return
	}
	c := *s.best.scenario
	for _, unit := range []time.Duration{time.Second, 100 * time.Millisecond} {
		end := (time.Duration(s.found.At)/unit + 1) * unit
		if end >= c.Duration {
			continue
		}
		c := c
		c.Duration = end
		c.Warmup = min(c.Warmup, end/2)
		if c.Storm != nil && c.Storm.Until > end {
			table := *c.Storm
			table.Until = end
			c.Storm = &table
		}
		c.Loads = slices.Clone(c.Loads)
		for i := range c.Loads {
			c.Loads[i].Until = min(c.Loads[i].Until, end)
		}
		if !s.reload(s.best, &c) {
			return
		}
	}
}

// smaller tries to do with fewer machines and nodes, and with less load.
func (s *shrinker) smaller() bool {
	any := false
	for _, cut := range []func(scenarios.Scenario) []scenarios.Scenario{withoutLoads, withoutNodes, fewerInstances, lessLoad} {
		for _, c := range cut(*s.best.scenario) {
			if s.reload(s.best, &c) {
				any = true
				break
			}
		}
	}
	return any
}

func withoutLoads(s scenarios.Scenario) []scenarios.Scenario {
	several := where(s.Loads, func(language.Workload) bool { return len(s.Loads) > 1 })
	return changed(s, several, func(c *scenarios.Scenario, i int) { c.Loads = slices.Delete(slices.Clone(s.Loads), i, i+1) })
}

// withoutNodes returns the scenario without each of its nodes and the calls to
// it.
func withoutNodes(s scenarios.Scenario) []scenarios.Scenario {
	several := where(s.Nodes, func(language.Node) bool { return len(s.Nodes) > 1 })
	return changed(s, several, func(c *scenarios.Scenario, i int) {
		gone := s.Nodes[i].Name
		c.Nodes = slices.Delete(slices.Clone(s.Nodes), i, i+1)
		for j := range c.Nodes {
			n := &c.Nodes[j]
			n.Routes = slices.Clone(n.Routes)
			for k := range n.Routes {
				n.Routes[k].Calls = keep(n.Routes[k].Calls, func(c language.Call) bool { return c.IsGroup() || c.To.Node != gone })
				if n.Routes[k].Calls == nil {
					n.Routes[k].Timeout = 0
				}
			}
		}
		c.Links = keep(s.Links, func(l language.Link) bool { return l.Edge.From != gone && l.Edge.To != gone })
	})
}

func fewerInstances(s scenarios.Scenario) []scenarios.Scenario {
	several := where(s.Nodes, func(n language.Node) bool { return n.Instances > 1 })
	return changed(s, several, func(c *scenarios.Scenario, i int) {
		c.Nodes = slices.Clone(s.Nodes)
		c.Nodes[i].Instances--
	})
}

// lessLoad returns the scenario with half of each load.
func lessLoad(s scenarios.Scenario) []scenarios.Scenario {
	some := where(s.Loads, func(l language.Workload) bool { return l.Rate > 1 || l.Users > 1 })
	return changed(s, some, func(c *scenarios.Scenario, i int) {
		c.Loads = slices.Clone(s.Loads)
		if l := &c.Loads[i]; l.Rate > 1 {
			l.Rate = float64(int64(l.Rate*5)) / 10
		} else {
			l.Users /= 2
		}
	})
}

// where returns the places of those in a list that fit.
func where[T any](list []T, fits func(T) bool) []int {
	var places []int
	for i, x := range list {
		if fits(x) {
			places = append(places, i)
		}
	}
	return places
}
