package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"wavetank/sim/typo"
)

// mostFactors bounds a factorial: six patterns make 64 arms.
const mostFactors = 6

// Factorial returns the scenario with every subset of some of its patterns for
// variants, the empty one first, and the patterns in the order in which they wrap
// each other: that of the first variant that has them all, or else of the file.
// The scenario's expectations are about other variants and stay behind, as do the
// invariants of variants that are none of the subsets.
func Factorial(s *Scenario, patterns []string) (*Scenario, []string, error) {
	var all []string
	for _, p := range s.Patterns {
		all = append(all, p.Name)
	}
	if len(patterns) < 1 || len(patterns) > mostFactors {
		return nil, nil, fmt.Errorf("a factorial takes 1 to %d patterns, not %d", mostFactors, len(patterns))
	}
	for i, name := range patterns {
		if !slices.Contains(all, name) {
			return nil, nil, fmt.Errorf("scenario %s has no pattern %q; %s", s.Name(), name, typo.OrElse(name, all))
		}
		if slices.Contains(patterns[:i], name) {
			return nil, nil, fmt.Errorf("the pattern %q stands there twice", name)
		}
	}
	order := all
	for _, v := range s.Variants {
		if !slices.ContainsFunc(patterns, func(name string) bool { return !slices.Contains(v.Patterns, name) }) {
			order = v.Patterns
			break
		}
	}
	var factors []string
	for _, name := range order {
		if slices.Contains(patterns, name) {
			factors = append(factors, name)
		}
	}
	out := *s
	out.Variants, out.Expects = nil, nil
	for set := range 1 << len(factors) {
		v := Variant{Patterns: []string{}, Pos: s.Variants[0].Pos}
		for i, name := range factors {
			if set&(1<<i) != 0 {
				v.Patterns = append(v.Patterns, name)
			}
		}
		if v.Name = strings.Join(v.Patterns, "+"); set == 0 {
			v.Name = "none"
		}
		out.Variants = append(out.Variants, v)
	}
	out.Invariants = nil
	for _, v := range s.Invariants {
		if v.Variants = subsets(s, v.Variants, out.Variants); v.Variants == nil || len(v.Variants) > 0 {
			out.Invariants = append(out.Invariants, v)
		}
	}
	return &out, factors, nil
}

// subsets returns the names of those arms that have the same patterns as one of the
// scenario's variants of these names. It returns nil for nil, which is all of them.
func subsets(s *Scenario, names []string, arms []Variant) []string {
	if names == nil {
		return nil
	}
	same := []string{}
	for _, arm := range arms {
		for _, v := range s.Variants {
			if slices.Contains(names, v.Name) && slices.Equal(slices.Sorted(slices.Values(v.Patterns)), slices.Sorted(slices.Values(arm.Patterns))) {
				same = append(same, arm.Name)
				break
			}
		}
	}
	return same
}
