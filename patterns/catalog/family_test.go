package catalog

import (
	"slices"
	"testing"
)

func TestEveryPatternHasOneFamily(t *testing.T) {
	var known []string
	for _, f := range families {
		known = append(known, f.kinds...)
	}
	for _, p := range All() {
		if i := slices.Index(known, p.Kind); i < 0 || slices.Contains(known[i+1:], p.Kind) {
			t.Errorf("the pattern %s is in no family, or in two", p.Kind)
		}
	}
	for _, kind := range known {
		if _, ok := Find(kind); !ok {
			t.Errorf("a family has the pattern %s, which there is not", kind)
		}
	}
	if a, b := Family("retry", "saga", "timeout"), Family(); a != "data" || b != "measuring sticks" {
		t.Errorf("a saga with retries is of %q, a scenario without patterns of %q", a, b)
	}
}
