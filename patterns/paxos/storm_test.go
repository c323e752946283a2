package paxos_test

import (
	"testing"
	"time"

	"wavetank/patterns/paxos"
	"wavetank/scenarios"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
)

// group is a group in a storm, the pattern with these lines in its table.
func group(t *testing.T, knobs string) *scenarios.Scenario {
	t.Helper()
	return patternstest.Group{Kind: paxos.Pattern.Kind, On: `["kv", "clients -> kv"]`, Knobs: knobs, Datagrams: true}.Scenario(t)
}

// TestTheLogIsLinearizableInAStorm: whatever strikes, reads and writes of the log
// are in one order, and once nothing is wrong any more decrees are chosen again.
func TestTheLogIsLinearizableInAStorm(t *testing.T) {
	for _, lines := range []string{`style = "multi"`, `style = "single"`} {
		storm.Check(t, storm.Plan{
			Scenario: group(t, lines), Runs: patternstest.Storms(40),
			Policy: storm.Policy{
				Down:  storm.Anything,
				Kinds: []string{"crash", "pause", "partition", "loss", "delay", "duplicate", "reorder", "hang", "clock-step", "disk-slow"},
			},
			Properties: []storm.Property{
				storm.Linearizable(), storm.Durable(), storm.Eventually(paxos.Chosen, 6*time.Second), storm.Sometimes(paxos.Preempted),
			},
		})
	}
}
