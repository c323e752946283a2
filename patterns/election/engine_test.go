package election_test

import (
	"testing"

	"wavetank/scenarios"
	"wavetank/sim"
)

// TestEveryEngineIsDecidedByTheSeed runs each variant of the flagship twice, for
// several seeds: the luck that a library has of its own must not get in.
func TestEveryEngineIsDecidedByTheSeed(t *testing.T) {
	s, err := scenarios.Open("leader-crash")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range s.Variants {
		for seed := range uint64(3) {
			t.Run(v.Name, func(t *testing.T) {
				t.Parallel()
				if d, err := scenarios.Verify(t.Context(), s, v.Name, seed+1, sim.Limits{}); err != nil || d != nil {
					t.Errorf("seed %d: error %v, divergence %v", seed+1, err, d)
				}
			})
		}
	}
}
