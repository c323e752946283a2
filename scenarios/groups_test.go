package scenarios_test

import (
	"context"
	"path/filepath"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// TestGroupsHoldTheirInvariants runs groups in trouble that once broke what they
// promise, with many seeds, and holds them to the invariants of their files.
func TestGroupsHoldTheirInvariants(t *testing.T) {
	for name, seeds := range map[string]int{
		"patient-clients": 12, "full-disk-of-the-primary": 3, "joins-in-a-split": 3,
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

// TestGroupsMeetTheirExpectations compares groups and stores that once were told
// wrong, and holds what comes of them against what is right.
func TestGroupsMeetTheirExpectations(t *testing.T) {
	for _, name := range []string{
		"one-worker", "backlog-behind-a-lease", "lock-service-restarts", "leader-is-cut-off", "preferred-behind-a-bridge",
		"slow-disk-of-the-leader",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := scenarios.Open(filepath.Join("testdata", "groups", name+".toml"))
			if err != nil {
				t.Fatal(err)
			}
			c, err := scenarios.Compare(context.Background(), s, scenarios.CompareOptions{Seeds: scenarios.Seeds(1, 3)})
			if err != nil {
				t.Fatal(err)
			}
			scenarios.Judge(s, c)
			for _, e := range c.Expectations {
				if e.Verdict.Status != reports.Pass {
					t.Errorf("%s: %s: %s", e.That, e.Verdict.Status, e.Verdict.Words)
				}
			}
		})
	}
}
