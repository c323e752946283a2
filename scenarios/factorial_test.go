package scenarios

import (
	"slices"
	"testing"
)

func TestAFactorialHasEverySubsetInTheOrderOfWrapping(t *testing.T) {
	s, err := Open("defence-in-depth")
	if err != nil {
		t.Fatal(err)
	}
	f, factors, err := Factorial(s, []string{"bulkhead", "retry", "breaker"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, v := range f.Variants {
		names = append(names, v.Name)
	}
	want := []string{"none", "retry", "breaker", "retry+breaker", "bulkhead", "retry+bulkhead", "breaker+bulkhead", "retry+breaker+bulkhead"}
	if !slices.Equal(names, want) || !slices.Equal(factors, []string{"retry", "breaker", "bulkhead"}) {
		t.Errorf("%q of %q", names, factors)
	}
	for _, patterns := range [][]string{nil, {"retry", "retry"}, {"nobody"}, {"1", "2", "3", "4", "5", "6", "7"}} {
		if _, _, err := Factorial(s, patterns); err == nil {
			t.Errorf("%q is accepted", patterns)
		}
	}
	if len(s.Variants) != 3 || len(s.Expects) == 0 {
		t.Error("the scenario itself has changed")
	}
}
