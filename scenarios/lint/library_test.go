package lint_test

import (
	"slices"
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/lint"
)

// TestOfTheLibraryOnlyWhatIsMeantIsSerious names the few scenarios of the library
// that are about what lint warns of. Any other warning would be a false alarm.
func TestOfTheLibraryOnlyWhatIsMeantIsSerious(t *testing.T) {
	meant := map[string][]string{
		"breaker-by-number":   {"share on shop -> archive never has enough calls in its window to judge by"},
		"cache-stampede":      {"database is given more than it can do, on average over the run"},
		"noisy-neighbour":     {"api is given more than it can do, on average over the run"},
		"sidecar-deep-fanout": {"one request of readers can become several calls"},
		"three-layers":        {"one request of users can become several calls"},
	}
	for _, name := range scenarios.Library() {
		s, err := scenarios.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range lint.Serious(lint.All(s)) {
			got = append(got, n.What)
		}
		if !slices.Equal(got, meant[name]) {
			t.Errorf("%s: %q, want %q", name, got, meant[name])
		}
	}
}
