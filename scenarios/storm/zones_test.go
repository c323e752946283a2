package storm

import (
	"testing"

	"github.com/anishathalye/porcupine"
	"pgregory.net/rapid"
)

// TestZonesDecideAsPorcupine draws small histories and compares the two.
func TestZonesDecideAsPorcupine(t *testing.T) {
	seen := map[[2]bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		var operations []porcupine.Operation
		writes := rapid.IntRange(1, 4).Draw(t, "writes")
		at := rapid.Permutation(even(24)).Draw(t, "times")
		span := func() (int64, int64) {
			a, b := at[0], at[1]
			at = at[2:]
			return min(a, b), max(a, b)
		}
		twice := rapid.Bool().Draw(t, "the last writes what the first did") && writes > 1
		for token := int64(1); token <= int64(writes); token++ {
			from, to := span()
			wrote := token
			if twice && token == int64(writes) {
				wrote = 1
			}
			operations = append(operations, porcupine.Operation{Input: access{true, wrote}, Output: int64(0), Call: from, Return: to})
		}
		for range rapid.IntRange(1, 6).Draw(t, "reads") {
			from, to := span()
			token := rapid.Int64Range(0, int64(writes)).Draw(t, "found")
			operations = append(operations, porcupine.Operation{Input: access{}, Output: token, Call: from, Return: to})
		}
		want := porcupine.CheckOperations(register(), operations)
		seen[[2]bool{twice, want}]++
		if got := linearizable(operations); got != want {
			t.Fatalf("zones say %v, porcupine %v: %+v", got, want, operations)
		}
		if _, told := zoned(operations); told == twice {
			t.Fatalf("that a token is written twice is %v, and zones tell is %v: %+v", twice, told, operations)
		}
	})
	if len(seen) != 4 {
		t.Errorf("not all kinds of verdicts were tried: %v", seen)
	}
}

// even returns the times 0, 2, 4 and so on.
func even(n int) []int64 {
	times := make([]int64, n)
	for i := range times {
		times[i] = int64(2 * i)
	}
	return times
}
