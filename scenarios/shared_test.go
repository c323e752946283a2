package scenarios_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/language"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
)

// TestSharedStateStandsStorms has storms strike services whose instances share their
// state, and the database.
func TestSharedStateStandsStorms(t *testing.T) {
	for _, name := range []string{"accounts", "sagas", "inbox", "outbox"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r := hunted(t, shared(t, name), patternstest.Storms(8)); r.Failure != nil {
				t.Errorf("seed %d: %v", r.Failure.Seed, r.Failure.Violation)
			}
		})
	}
}

// TestSplitStateIsFoundOut has each instance keep state of its own: what the same
// invariants hold together falls apart.
func TestSplitStateIsFoundOut(t *testing.T) {
	for name, node := range map[string]string{"accounts": "bank", "sagas": "stock", "inbox": "app"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := shared(t, name)
			i := slices.IndexFunc(s.Nodes, func(n language.Node) bool { return n.Name == node })
			s.Nodes[i].State, s.Nodes[i].Database = "own", ""
			if r := hunted(t, s, 20); r.Failure == nil {
				t.Error("no storm finds it out")
			}
		})
	}
}

func shared(t *testing.T, name string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Open(filepath.Join("testdata", "state", "storms", name+".toml"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func hunted(t *testing.T, s *scenarios.Scenario, runs int) *storm.Report {
	t.Helper()
	r, err := storm.Hunt(context.Background(), storm.Plan{
		Scenario: s, Runs: runs, Properties: storm.Declared(s, ""), Policy: storm.PolicyOf(s), Out: t.TempDir(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
