package language

import (
	"slices"
	"strings"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

// A Pattern is one design pattern, laid on edges or nodes.
type Pattern struct {
	Name   string
	Pos    document.Position
	Kind   string       // a key of the catalog
	On     []fault.Edge // at least one; a node (Edge.IsNode), or a pair that may have one wildcard
	Config any          // pointer to the Config of that kind, defaults filled in, validated
}

// owns reports whether one of the pattern's own routes is of a node.
func (p Pattern) owns(node string) bool {
	return p.Config != nil && slices.ContainsFunc(knob.References(p.Config, "own route"), func(route string) bool { return strings.HasPrefix(route, node+".") })
}

// lies reports whether the pattern lies on an edge of the traffic, or on all of its kind.
func (p Pattern) lies(e fault.Edge) bool {
	return slices.ContainsFunc(p.On, func(on fault.Edge) bool {
		return !on.IsNode() && (on.From == e.From || on.From == "*") && (on.To == e.To || on.To == "*") && (on.Route == e.Route || on.Route == "")
	})
}

// Members returns the nodes that a pattern of this kind makes one group of: those
// that it lies on, but for the ones that its own routes name, such as the authority
// of a lease, or the resource of a leader.
func (p Pattern) Members() []string {
	apart := make(map[string]bool)
	for _, route := range knob.References(p.Config, "own route", "route") {
		node, _, _ := strings.Cut(route, ".")
		apart[node] = true
	}
	var members []string
	for _, e := range p.On {
		if e.IsNode() && !apart[e.From] {
			members = append(members, e.From)
		}
	}
	return members
}

// A Variant is one arm of the comparison.
type Variant struct {
	Name     string
	Pos      document.Position
	Patterns []string // names, outermost first
}
