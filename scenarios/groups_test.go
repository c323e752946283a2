package scenarios_test

import (
	"context"
	"path/filepath"
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// TestGroupsHoldTheirInvariants runs groups in trouble that once broke what they
// promise, with many seeds, and holds them to the invariants of their files.
func TestGroupsHoldTheirInvariants(t *testing.T) {
	for name, seeds := range map[string]int{
		"patient-clients": 12,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := scenarios.Open(filepath.Join("testdata", "groups", name+".toml"))
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range s.Variants {
				for _, seed := range scenarios.Seeds(1, seeds) {
					sum, err := storm.RunDeclared(context.Background(), s, v.Name, seed, sim.Limits{})
					if err != nil {
						t.Fatal(err)
					}
					for _, j := range sum.Judged {
						if j.Broken {
							t.Errorf("%s, seed %d: %v", v.Name, seed, j)
						}
					}
				}
			}
		})
	}
}
