package main

import (
	"strings"
	"testing"

	"wavetank/patterns/catalog"
	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

// TestADescribedPatternEndsWithAnExampleThatRuns takes what is printed, and nothing
// else: the pattern acts in it, once at least.
func TestADescribedPatternEndsWithAnExampleThatRuns(t *testing.T) {
	for _, p := range catalog.All() {
		_, text, ok := strings.Cut(tank(t, "describe", p.Kind).must(t, 0).stdout, "\nAn example, from the scenario ")
		_, text, _ = strings.Cut(text, "):\n")
		if !ok {
			t.Fatalf("%s has no example", p.Kind)
		}
		s, err := scenarios.Parse("example.toml", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", p.Kind, err)
			continue
		}
		at := shows(s, p.Kind)
		sum, err := scenarios.Run(t.Context(), s, s.Variants[at].Name, 1, sim.Limits{})
		if err != nil {
			t.Errorf("%s: %v", p.Kind, err)
			continue
		}
		for _, idle := range scenarios.Idle(s, []*reports.Summary{sum}) {
			if strings.Contains(idle, "never acted") {
				t.Errorf("%s: %s", p.Kind, idle)
			}
		}
	}
}
