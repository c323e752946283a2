package fault

import (
	"fmt"
	"slices"

	"wavetank/nodes"
)

// Gray stretches all work but that of the spared routes: health checks pass.
type Gray struct {
	Machines
	Factor float64  `toml:"factor" kind:"factor" required:"true" doc:"work takes this many times as long"`
	Spare  []string `toml:"spare" default:"health" doc:"routes that stay fast"`
}

// Check judges whom it strikes and spares.
func (e *Gray) Check(c Checker) {
	if hit := e.nodes(c); c.Set("spare") {
		for i, route := range e.Spare {
			checkRoute(c, at("spare", i), route, hit)
		}
	}
}

// Strike slows them.
func (e *Gray) Strike(t Target) []Damage {
	return e.strike(t, func(n *nodes.Node) func() { return n.Gray(e.Factor, e.Spare...) })
}

// Words names whom, and by how much.
func (e *Gray) Words() (words, numbers string) {
	return fmt.Sprintf("%s takes %gx as long, and looks well", e.words(), e.Factor), ""
}

// Simpler slows by less, or fewer.
func (e *Gray) Simpler([]string) []Effect {
	return append(
		each(e, weaker(e.Factor, 1), func(f *Gray, x float64) { f.Factor = x }),
		each(e, e.alone(), func(f *Gray, m Machines) { f.Machines = m })...)
}

// Fits takes machines that serve routes.
func (e *Gray) Fits(g Ground) bool { return g.Servers > 0 }

// Draw draws whom, and by how much.
func (e *Gray) Draw(d Drawing) { e.Nodes, e.Factor, e.Spare = d.Server(), factor(d), []string{} }

// Errors makes requests fail after their work.
type Errors struct {
	Machines
	Route string  `toml:"route" doc:"only this route; absent: all"`
	Rate  float64 `toml:"rate" kind:"ratio" required:"true" doc:"share of requests that fail"`
}

// Check judges whom it strikes, and of which requests.
func (e *Errors) Check(c Checker) {
	if hit := e.nodes(c); c.Set("route") {
		checkRoute(c, at("route"), e.Route, hit)
	}
}

// Strike makes their requests fail.
func (e *Errors) Strike(t Target) []Damage {
	return e.strike(t, func(n *nodes.Node) func() { return n.Fail(e.Route, e.Rate) })
}

// Words names whom, and how often.
func (e *Errors) Words() (words, numbers string) {
	return fmt.Sprintf("%s fails %s of requests", e.words(), percent(e.Rate)), ""
}

// Simpler lets fewer requests fail, or those of fewer.
func (e *Errors) Simpler([]string) []Effect {
	return append(
		each(e, weaker(e.Rate, 0), func(f *Errors, x float64) { f.Rate = x }),
		each(e, e.alone(), func(f *Errors, m Machines) { f.Machines = m })...)
}

// Fits takes machines that serve routes.
func (e *Errors) Fits(g Ground) bool { return g.Servers > 0 }

// Draw draws whom, and how often.
func (e *Errors) Draw(d Drawing) { e.Nodes, e.Rate = d.Server(), rate(d) }

// checkRoute complains unless one of the nodes has the route.
func checkRoute(c Checker, place Place, route string, nodes []string) {
	var words []string
	for _, node := range nodes {
		if slices.Contains(c.Routes(node), route) {
			return
		}
		words = append(words, c.Routes(node)...)
	}
	if len(nodes) > 0 {
		c.Unknown(place, fmt.Sprintf("none of the nodes hit has a route %q", route), route, slices.Compact(slices.Sorted(slices.Values(words))))
	}
}
