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

func (e *Gray) Check(c Checker) {
	if hit := e.nodes(c); c.Set("spare") {
		for i, route := range e.Spare {
			checkRoute(c, at("spare", i), route, hit)
		}
	}
}

func (e *Gray) Strike(t Target) []Damage {
	return e.strike(t, func(n *nodes.Node) func() { return n.Gray(e.Factor, e.Spare...) })
}

func (e *Gray) Words() (words, numbers string) {
	return fmt.Sprintf("%s takes %gx as long, and looks well", e.words(), e.Factor), ""
}

// Fits takes machines that serve routes.
func (e *Gray) Fits(g Ground) bool { return g.Servers > 0 }

func (e *Gray) Draw(d Drawing) { e.Nodes, e.Factor, e.Spare = d.Server(), factor(d), []string{} }

// Errors makes requests fail after their work.
type Errors struct {
	Machines
	Route string  `toml:"route" doc:"only this route; absent: all"`
	Rate  float64 `toml:"rate" kind:"ratio" required:"true" doc:"share of requests that fail"`
}

func (e *Errors) Check(c Checker) {
	if hit := e.nodes(c); c.Set("route") {
		checkRoute(c, at("route"), e.Route, hit)
	}
}

func (e *Errors) Strike(t Target) []Damage {
	return e.strike(t, func(n *nodes.Node) func() { return n.Fail(e.Route, e.Rate) })
}

func (e *Errors) Words() (words, numbers string) {
	return fmt.Sprintf("%s fails %s of requests", e.words(), percent(e.Rate)), ""
}

// Fits takes machines that serve routes.
func (e *Errors) Fits(g Ground) bool { return g.Servers > 0 }

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
