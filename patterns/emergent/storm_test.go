package emergent_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns/emergent"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// group is a group in a storm, the pattern with these lines in its table.
func group(t *testing.T, knobs string) *scenarios.Scenario {
	t.Helper()
	return patternstest.Group{Kind: emergent.Pattern.Kind, On: `["kv", "clients -> kv"]`, Knobs: knobs}.Scenario(t)
}

// splits draws one split of the group in two, for a while.
func splits() *rapid.Generator[[]scenarios.Fault] {
	return rapid.Custom(func(t *rapid.T) []scenarios.Fault {
		sides := make([][]string, 2)
		for i := 1; i <= 5; i++ {
			side := rapid.IntRange(0, 1).Draw(t, "side")
			sides[side] = append(sides[side], fmt.Sprint("kv-", i))
		}
		if len(sides[0]) == 0 || len(sides[1]) == 0 {
			sides = [][]string{{"kv-1", "kv-2"}, {"kv-3", "kv-4", "kv-5"}}
		}
		at := time.Duration(rapid.Int64Range(int64(4*time.Second), int64(6*time.Second)).Draw(t, "at"))
		lasts := sim.Constant(rapid.Int64Range(int64(100*time.Millisecond), int64(5*time.Second)).Draw(t, "lasts"))
		return []scenarios.Fault{{
			Kind: "partition", Schedule: fault.Schedule{At: &at, For: lasts},
			Effect: &fault.Partition{Groups: sides, Shape: "split"},
		}}
	})
}

// TestOneSideLeadsInASplit: however the group is split in two, no two leaders
// acknowledge, and one leads in the end.
func TestOneSideLeadsInASplit(t *testing.T) {
	for _, rule := range []string{"keep-majority", "static-quorum", "keep-oldest"} {
		storm.Check(t, storm.Plan{
			Scenario: group(t, fmt.Sprintf("split_brain = %q", rule)), Runs: patternstest.Storms(60), Storms: splits(),
			Properties: []storm.Property{
				storm.Never(emergent.Split), storm.Eventually(emergent.Served, 5*time.Second), storm.Sometimes(emergent.Downed),
			},
		})
	}
}

// TestRulesDoNotHoldAcrossABridge: they are for splits in two. Where some see both
// sides, both may count enough members, which costs the doc a sentence and a storm
// shows.
func TestRulesDoNotHoldAcrossABridge(t *testing.T) {
	r, err := storm.Hunt(context.Background(), storm.Plan{
		Scenario: group(t, ""), Runs: 500, Policy: storm.Policy{Kinds: []string{"partition"}, From: 4 * time.Second},
		Properties: []storm.Property{storm.Never(emergent.Split)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Failure == nil {
		t.Fatal("no storm shows it: say so in the doc")
	}
	t.Logf("shown by storm %d", r.Runs)
}

// TestPatientClientsWriteOnce: members hang for less than they would be missed, and
// wake up again while clients have had their writes made through others.
func TestPatientClientsWriteOnce(t *testing.T) {
	storm.Check(t, storm.Plan{
		Scenario: patternstest.Group{
			Kind: emergent.Pattern.Kind, On: `["kv", "clients -> kv"]`, Knobs: `suspect = "10s"`,
			Members: 3, Rate: 40, Keys: 2, Patience: "10s", Lasts: "30s",
		}.Scenario(t),
		Runs: patternstest.Storms(60), Policy: storm.Policy{Kinds: []string{"hang"}, Most: 6, From: 4 * time.Second},
		Properties: []storm.Property{storm.Linearizable(), storm.Never(emergent.Discarded), storm.Sometimes(emergent.Followed)},
	})
}

// TestNumbersAreNotGivenTwice: one member at a time crashes and comes back as
// another, with a number of its own.
func TestNumbersAreNotGivenTwice(t *testing.T) {
	storm.Check(t, storm.Plan{
		Scenario: group(t, ""), Runs: patternstest.Storms(60),
		Policy: storm.Policy{Kinds: []string{"crash", "clock-step"}, Down: storm.One, From: 4 * time.Second},
		Properties: []storm.Property{
			numbered(), storm.Never(emergent.Split), storm.Never(emergent.Discarded),
			storm.Eventually(emergent.Served, 5*time.Second), storm.Sometimes(emergent.Removed),
		},
	})
}

// numbered holds if no two lives have one number.
func numbered() storm.Property {
	return storm.Property{Name: "numbers are given once", On: []*sim.Kind{emergent.Joined}, New: func(*storm.Run) storm.Judge {
		given := make(map[int64]bool)
		return storm.Judge{Fact: func(f *sim.Fact) error {
			if given[f.Value] {
				return fmt.Errorf("number %d was given before", f.Value)
			}
			given[f.Value] = true
			return nil
		}}
	}}
}
