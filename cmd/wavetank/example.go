package main

import (
	"slices"
	"strings"

	"wavetank/patterns"
	"wavetank/scenarios"
)

// example returns a whole scenario that uses a pattern: its flagship with the first
// variant that shows the pattern and the baseline, without what is claimed of the result.
func example(p patterns.Pattern) ([]byte, error) {
	s, err := scenarios.Open(p.Flagship)
	if err != nil {
		return nil, err
	}
	with := shows(s, p.Kind)
	out := *s
	out.Variants, out.Expects, out.Invariants, out.Storm = s.Variants[:1], nil, nil, nil
	if with > 0 {
		out.Variants = append(out.Variants[:1:1], s.Variants[with])
	}
	idle := out.Unused()
	out.Patterns = slices.DeleteFunc(slices.Clone(s.Patterns), func(q scenarios.Pattern) bool {
		return slices.ContainsFunc(idle, func(other scenarios.Pattern) bool { return other.Name == q.Name })
	})
	return out.Marshal(), nil
}

// shows returns the place of the variant that shows a kind of pattern best: one beside
// the baseline, and one that is called like it, or uses one that is.
func shows(s *scenarios.Scenario, kind string) int {
	best := 0
	for i, v := range s.Variants {
		for _, name := range v.Patterns {
			switch {
			case s.Pattern(name).Kind != kind || i == 0:
			case strings.Contains(kind, name) || strings.Contains(kind, v.Name):
				return i
			case best == 0:
				best = i
			}
		}
	}
	return best
}
