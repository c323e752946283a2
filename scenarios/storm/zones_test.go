package storm

import (
	"testing"

	"github.com/anishathalye/porcupine"
	"pgregory.net/rapid"
)

// TestZonesDecideAsPorcupine draws small histories and compares the two.
func TestZonesDecideAsPorcupine(t *testing.T) {
	seen := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		var operations []porcupine.Operation
		writes := rapid.IntRange(1, 4).Draw(t, "writes")
		at := rapid.Permutation(even(24)).Draw(t, "times")
		span := func() (int64, int64) {
			a, b := at[0], at[1]
			at = at[2:]
			return min(a, b), max(a, b)
		}
		for token := int64(1); token <= int64(writes); token++ {
			from, to := span()
			operations = append(operations, porcupine.Operation{Input: access{true, token}, Output: int64(0), Call: from, Return: to})
		}
		for range rapid.IntRange(1, 6).Draw(t, "reads") {
			from, to := span()
			token := rapid.Int64Range(0, int64(writes)).Draw(t, "found")
			operations = append(operations, porcupine.Operation{Input: access{}, Output: token, Call: from, Return: to})
		}
		want := porcupine.CheckOperations(register(), operations)
		seen[want]++
		if got := atomic(operations); got != want {
			t.Fatalf("zones say %v, porcupine %v: %+v", got, want, operations)
		}
	})
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("only one verdict was tried: %v", seen)
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
