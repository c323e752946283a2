package scenarios

import (
	"slices"

	"wavetank/reports"
	"wavetank/scenarios/language"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// Build returns the world of a variant with a seed, as world.Build does. Its nodes, routes
// and edges are measured if the scenario says so, or claims something of them.
func Build(s *Scenario, variant string, seed uint64, limits sim.Limits) (*World, error) {
	if !measures(s) {
		return world.Build(s, variant, seed, limits)
	}
	return world.Measured(s, variant, seed, limits, reports.NewMeters(s.Warmup))
}

// measures reports whether somebody asks for nodes, routes or edges.
func measures(s *Scenario) bool {
	return s.Measure ||
		slices.ContainsFunc(s.Expects, func(e language.Expect) bool { return asks(e.That) }) ||
		slices.ContainsFunc(s.Invariants, func(v language.Invariant) bool { return asks(v.That) })
}

func asks(claim string) bool {
	c, err := reports.ParseClaim(claim)
	return err == nil && slices.ContainsFunc(c.Names(), func(n reports.Name) bool {
		_, _, place := reports.PlaceOf(n.Metric)
		return place
	})
}

// counted returns the counts of facts that the expectations name.
func counted(s *Scenario) (metrics []string) {
	for _, e := range s.Expects {
		c, err := reports.ParseClaim(e.That)
		if err != nil {
			continue
		}
		for _, n := range c.Names() {
			if f, _, ok := reports.FactOf(n.Metric); ok && f == reports.CountFamily {
				metrics = append(metrics, n.Metric)
			}
		}
	}
	return metrics
}

// measured returns the meters of a world, or nil.
func measured(w *World) *reports.Meters {
	m, _ := w.Meters.(*reports.Meters)
	return m
}

// places returns the names of all places of a sort that a claim may ask for. An edge that
// only a pattern calls over is none of them.
func places(s *Scenario, sort *reports.Sort) []string {
	var names []string
	edge := func(from string, to language.Target) {
		if name := from + " -> " + to.Node; sort == reports.EdgeSort && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, n := range s.Nodes {
		if sort == reports.NodeSort {
			names = append(names, n.Name)
			if n.Instances > 1 {
				names = append(names, n.InstanceNames()...)
			}
		}
		for _, r := range n.Routes {
			if sort == reports.RouteSort {
				names = append(names, n.Name+"."+r.Name)
			}
			for c := range r.Singles() {
				edge(n.Name, c.To)
			}
		}
	}
	for _, l := range s.Loads {
		for _, share := range l.To {
			if sort == reports.RouteSort {
				names = append(names, l.Name+" -> "+share.To.String())
			}
			edge(l.Name, share.To)
		}
	}
	return names
}
