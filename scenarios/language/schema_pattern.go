package language

import (
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

// A Variant is one arm of the comparison.
type Variant struct {
	Name     string
	Pos      document.Position
	Patterns []string // names, outermost first
}
