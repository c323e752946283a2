package lint

import (
	"fmt"
	"slices"

	"wavetank/patterns"
	"wavetank/patterns/election"
	"wavetank/patterns/lease"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

// astray tells of callers of a group of whom one member alone serves, who do not go where
// that one is: the others turn them away.
func (a *arm) astray() {
	does := a.scenario.Does()
	for _, p := range a.laid {
		var others []string // nodes that the pattern lies on and that are no members
		alone := func(op string) bool { return op == "write" }
		switch c := p.Config.(type) {
		case *election.Config:
			others = []string{patterns.NodeOf(c.Resource)}
			alone = func(op string) bool { return op == "write" || op == "read" && c.Reads != "any" }
		case *lease.Config:
			others = []string{patterns.NodeOf(c.Authority), patterns.NodeOf(c.Resource)}
		default:
			continue
		}
		member := func(node string) bool {
			return !slices.Contains(others, node) && slices.ContainsFunc(p.On, func(o fault.Edge) bool { return o.IsNode() && names(o.From, node) })
		}
		size := 0
		for name := range a.nodes {
			if member(name) {
				size += a.instances(name)
			}
		}
		if size < 2 {
			continue
		}
		for _, e := range a.edges {
			follows := slices.ContainsFunc(a.on(e.from, e.to, e.route), func(x language.Pattern) bool { return x.Name == p.Name })
			asks := slices.ContainsFunc(e.calls, func(c language.Call) bool { return alone(does[c.To].Op) })
			if member(e.to) && !member(e.from) && asks && !follows {
				a.note(p.Pos, serious, fmt.Sprintf("%s does not follow whoever leads %s", e.from, e.to),
					fmt.Sprintf("one of %d members does what it asks for, and the others turn it away", size),
					fmt.Sprintf("%q in on of %s", fault.Edge{From: e.from, To: e.to}.String(), p.Name))
			}
		}
	}
}
