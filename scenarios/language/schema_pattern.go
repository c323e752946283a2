package language

import (
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
