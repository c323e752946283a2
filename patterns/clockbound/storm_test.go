package clockbound_test

import (
	"context"
	"testing"
	"time"

	"wavetank/patterns/clockbound"
	"wavetank/scenarios"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
)

// group is a group in a storm, the pattern with these lines in its table.
func group(t *testing.T, knobs string) *scenarios.Scenario {
	t.Helper()
	return patternstest.Group{Kind: clockbound.Pattern.Kind, Knobs: knobs}.Scenario(t)
}

// TestCommitWaitHoldsInAStorm: crashes, pauses and cuts do not put transactions out
// of order, and each item is linearizable.
func TestCommitWaitHoldsInAStorm(t *testing.T) {
	storm.Check(t, storm.Plan{
		Scenario: group(t, ""), Runs: patternstest.Storms(60),
		Policy: storm.Policy{Down: storm.Anything, Kinds: []string{"crash", "pause", "partition", "loss", "delay", "hang", "disk-slow"}},
		Properties: []storm.Property{
			storm.Never(clockbound.Inverted), storm.Never(clockbound.Missed), storm.Linearizable(), storm.Durable(),
			storm.Eventually(clockbound.Stamped, 3*time.Second),
		},
	})
}

// TestClocksBeyondTheBoundAreFoundOut: a clock that is set wrong breaks the promise.
func TestClocksBeyondTheBoundAreFoundOut(t *testing.T) {
	r, err := storm.Hunt(context.Background(), storm.Plan{
		Scenario: group(t, ""), Policy: storm.Policy{Kinds: []string{"clock-step"}}, Runs: 500,
		Properties: []storm.Property{storm.Never(clockbound.Inverted), storm.Never(clockbound.Missed)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Failure == nil {
		t.Fatal("no storm finds it out")
	}
	t.Logf("found out after %d storms", r.Runs)
}
