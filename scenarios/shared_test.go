package scenarios_test

import (
	"context"
	"path/filepath"
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/document"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
)

// TestSharedStateStandsStorms has storms strike services whose instances share their
// state, and the database.
func TestSharedStateStandsStorms(t *testing.T) {
	for _, name := range []string{"accounts", "sagas", "inbox", "outbox"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if r := hunted(t, name, patternstest.Storms(20)); r.Failure != nil {
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
			own := []document.Setting{
				{Key: "nodes." + node + ".state", Value: "own"},
				{Key: "nodes." + node + ".database", Value: `""`},
			}
			if r := hunted(t, name, 20, own...); r.Failure == nil {
				t.Error("no storm finds it out")
			}
		})
	}
}

func hunted(t *testing.T, name string, runs int, settings ...document.Setting) *storm.Report {
	t.Helper()
	s, err := scenarios.OpenWith(filepath.Join("testdata", "state", "storms", name+".toml"), settings...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := storm.Hunt(context.Background(), storm.Plan{
		Scenario: s, Runs: runs, Properties: storm.Declared(s, ""), Policy: storm.PolicyOf(s), Out: t.TempDir(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
