package quorum_test

import (
	"context"
	"testing"
	"time"

	"wavetank/patterns/quorum"
	"wavetank/scenarios"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
)

// store is a group in a storm, the pattern with these lines in its table.
func store(t *testing.T, knobs string) *scenarios.Scenario {
	t.Helper()
	return patternstest.Group{Kind: quorum.Pattern.Kind, Knobs: knobs, Lasts: "12s", Rate: 20}.Scenario(t)
}

const linearizable = `
	context     = "read"
	read_repair = "blocking"
`

// trouble is what a storm may bring: clocks may be wrong, and copies are durable.
var trouble = storm.Policy{Down: storm.Anything, Kinds: []string{"crash", "pause", "partition", "loss", "delay", "clock-step", "hang"}}

func TestReadsThatWriteBackAreLinearizable(t *testing.T) {
	for _, lines := range []string{linearizable, linearizable + "n = 5\nr = 3\nw = 3", linearizable + "n = 5\nr = 2\nw = 4"} {
		storm.Check(t, storm.Plan{
			Scenario: store(t, lines), Policy: trouble, Runs: patternstest.Storms(30),
			Properties: []storm.Property{
				storm.Linearizable(), storm.Durable(), storm.Eventually(quorum.Met, 3*time.Second), storm.Sometimes(quorum.Short),
			},
		})
	}
}

// TestEveryWeakerStoreIsFoundOut: each knob that makes the store linearizable is
// needed for it.
func TestEveryWeakerStoreIsFoundOut(t *testing.T) {
	for _, x := range []struct {
		name, lines string
		seed        uint64 // of the first storm; the one that finds it out may be rare
	}{
		{"R+W <= N", linearizable + "r = 1\nw = 2", 0},
		{"reads do not write back", "context = \"read\"\nread_repair = \"none\"", 640},
		{"writes go by the clocks", `read_repair = "blocking"`, 0},
		{"others stand in", linearizable + "sloppy = true", 0},
		{"it makes do with fewer", linearizable + `mode = "AP"`, 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			r, err := storm.Hunt(context.Background(), storm.Plan{
				Scenario: store(t, x.lines), Policy: trouble, Seed: x.seed, Runs: 2000, Properties: []storm.Property{storm.Linearizable()},
			})
			if err != nil {
				t.Fatal(err)
			}
			if r.Failure == nil {
				t.Fatal("no storm finds it out")
			}
			t.Logf("found out by storm %d", r.Runs)
		})
	}
}

// TestVersionVectorsLoseNothing: whatever happens, no acknowledged write is dropped
// for one that knows nothing of it, and all members agree when the calm has lasted.
func TestVersionVectorsLoseNothing(t *testing.T) {
	storm.Check(t, storm.Plan{
		Scenario: store(t, `
			mode           = "AP"
			hinted_handoff = true
			sloppy         = true
			versions       = "version-vectors"`),
		Policy: trouble, Runs: patternstest.Storms(50),
		Properties: []storm.Property{
			storm.Never(quorum.Discarded), storm.Eventually(quorum.Met, 3*time.Second),
			storm.Sometimes(quorum.Conflict), storm.Sometimes(quorum.MadeDo), storm.Sometimes(quorum.Handed),
		},
	})
}
