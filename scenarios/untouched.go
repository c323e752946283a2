package scenarios

import (
	"reflect"
	"slices"

	"wavetank/scenarios/language"
)

// stand-ins say which point stands in for a point in a variant: the first at which the
// variant is the same, so that its runs are too.
type standIns [][]int // by point and variant

// standIns compares what the variants of all points consist of.
func (g *Grid) standIns() standIns {
	all := make(standIns, len(g.Scenarios))
	for i, s := range g.Scenarios {
		for v := range s.Variants {
			at := i
			for k := range i {
				if all[k][v] == k && sameArm(g.Scenarios[k], s, v) {
					at = k
					break
				}
			}
			all[i] = append(all[i], at)
		}
	}
	return all
}

// sameArm reports whether a variant is the same in two scenarios of a grid, as far as
// runs go: a pattern that it does not have is none of its.
func sameArm(a, b *Scenario, variant int) bool {
	v, w := a.Variants[variant], b.Variants[variant]
	if v.Name != w.Name || !slices.Equal(v.Patterns, w.Patterns) {
		return false
	}
	patterns := func(s *Scenario) (list []language.Pattern) {
		for _, p := range s.Patterns {
			if slices.Contains(v.Patterns, p.Name) {
				list = append(list, p)
			}
		}
		return list
	}
	return a.Duration == b.Duration && a.Warmup == b.Warmup && a.SLO == b.SLO &&
		reflect.DeepEqual(a.Nodes, b.Nodes) && reflect.DeepEqual(a.Links, b.Links) && reflect.DeepEqual(a.Loads, b.Loads) &&
		reflect.DeepEqual(a.Faults, b.Faults) && reflect.DeepEqual(a.Invariants, b.Invariants) &&
		reflect.DeepEqual(patterns(a), patterns(b))
}
