package paxos_test

import (
	"context"
	"fmt"
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

// TestPatientClientsWriteOnce: members hang and wake up again while clients, who wait
// for long, have their writes chosen through others; these are proposed once more.
func TestPatientClientsWriteOnce(t *testing.T) {
	for _, style := range []string{"multi", "single"} {
		storm.Check(t, storm.Plan{
			Scenario: patternstest.Group{
				Kind: paxos.Pattern.Kind, On: `["kv", "clients -> kv"]`, Knobs: fmt.Sprintf("style = %q", style),
				Members: 3, Rate: 40, Keys: 2, Patience: "10s", Lasts: "30s",
			}.Scenario(t),
			Runs: patternstest.Storms(20), Policy: storm.Policy{Kinds: []string{"hang"}, Most: 6},
			Properties: []storm.Property{storm.Never(paxos.Changed), storm.Linearizable(), storm.Durable(), storm.Sometimes(paxos.Followed)},
		})
	}
}

// TestALostDiskIsAFinding: acceptors that come back with empty disks forget what they
// accepted, so that another value may be chosen. Who had carried out the first dies, as
// a real process does at its assertion, and the hunt tells of it.
func TestALostDiskIsAFinding(t *testing.T) {
	for want, law := range map[string]storm.Property{"never paxos.changed": storm.Never(paxos.Changed), storm.NobodyDies: storm.Sometimes(paxos.Chosen)} {
		r, err := storm.Hunt(context.Background(), storm.Plan{
			Scenario: patternstest.Group{Kind: paxos.Pattern.Kind, On: `["kv", "clients -> kv"]`, Members: 3}.Scenario(t), Runs: 300,
			Policy: storm.Policy{Kinds: []string{"disk-lost", "partition"}, Down: storm.Anything}, Properties: []storm.Property{law},
		})
		if err != nil || r.Failure == nil || r.Failure.Violation.Property != want {
			t.Errorf("%s: %v, %+v", want, err, r)
		}
	}
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
				storm.Never(paxos.Changed), storm.Linearizable(), storm.Durable(), storm.Eventually(paxos.Chosen, 6*time.Second), storm.Sometimes(paxos.Preempted),
			},
		})
	}
}
