package fault

import (
	"fmt"
	"slices"
	"strings"

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
	Route         string  `toml:"route" doc:"only this route; absent: all"`
	Rate          float64 `toml:"rate" kind:"ratio" doc:"share of requests that fail, drawn anew for each attempt"`
	Permanent     float64 `toml:"permanent" kind:"ratio" doc:"share of requests that fail at every attempt while it lasts, beside rate, as those of a route's permanent do"`
	PermanentBy   string  `toml:"permanent_by" enum:"request,item" default:"request" only:"permanent" doc:"whose share it is: of what users' requests want done, or of the items"`
	PermanentTold bool    `toml:"permanent_told" only:"permanent" doc:"the answer says so, as a 400 does"`
}

func (e *Errors) Check(c Checker) {
	if !c.Set("rate") && !c.Set("permanent") {
		c.Refuse(Place{}, `neither "rate" nor "permanent" is in [[faults]]`, `rate = "10%", permanent = "2%", or both`)
	}
	if hit := e.nodes(c); c.Set("route") {
		checkRoute(c, at("route"), e.Route, hit)
	}
}

func (e *Errors) Strike(t Target) []Damage {
	always := nodes.Permanent{Share: e.Permanent, ByItem: e.PermanentBy == "item", Told: e.PermanentTold}
	return e.strike(t, func(n *nodes.Node) func() {
		some, all := n.Fail(e.Route, e.Rate), n.FailAlways(e.Route, always)
		return func() { some(); all() }
	})
}

func (e *Errors) Words() (words, numbers string) {
	var shares []string
	if e.Rate > 0 || e.Permanent == 0 {
		shares = append(shares, percent(e.Rate)+" of requests")
	}
	if e.Permanent > 0 {
		shares = append(shares, fmt.Sprintf("%s of %ss at every attempt", percent(e.Permanent), e.PermanentBy))
	}
	return fmt.Sprintf("%s fails %s", e.words(), strings.Join(shares, " and ")), ""
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
