package language

import (
	"slices"

	"wavetank/scenarios/fault"
)

// LaidOn returns those of some patterns that lie on a place, in their order: a node, an
// edge, or the calls to one route. On the calls to a route a pattern that names it takes
// the place of those of its kind that only name the edge; all others wrap each other.
func LaidOn(list []Pattern, place fault.Edge) []Pattern {
	whole := place.Whole()
	lies := func(p Pattern, route string) bool {
		return slices.ContainsFunc(p.On, func(e fault.Edge) bool {
			return e.Route == route && (e.Whole() == whole || !e.IsNode() && !whole.IsNode() && overlap(e, whole, nil))
		})
	}
	own := make(map[string]bool) // kinds that name the route
	for _, p := range list {
		own[p.Kind] = own[p.Kind] || place.Route != "" && lies(p, place.Route)
	}
	var laid []Pattern
	for _, p := range list {
		if own[p.Kind] && lies(p, place.Route) || !own[p.Kind] && lies(p, "") {
			laid = append(laid, p)
		}
	}
	return laid
}
