package paxos_test

import (
	"fmt"
	"testing"
	"time"

	"wavetank/patterns/paxos"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

// group is a scenario of five members and their clients, and the pattern with these
// lines in its table.
func group(t *testing.T, lines string) *scenarios.Scenario {
	t.Helper()
	text := fmt.Sprintf(`
		title    = "a group in a storm"
		duration = "20s"
		[nodes.kv]
		instances = 5
		disk = { write = "100us", fsync = "1ms" }
		routes.put = { op = "write" }
		routes.get = { op = "read" }
		[links."*"]
		latency = "uniform 1ms..20ms"
		[loads.clients]
		to      = { "kv.put" = 1, "kv.get" = 1 }
		rate    = "12/s"
		keys    = 8
		timeout = "1s"
		[patterns.group]
		kind = "paxos"
		on   = ["kv", "clients -> kv"]
		%s
		[variants]
		with = ["group"]`, lines)
	s, err := scenarios.Parse("storm.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// storms is as many runs as a test may take.
func storms(n int) int {
	if testing.Short() {
		return n * 3 / 4
	}
	return n
}

// TestTheLogIsLinearizableInAStorm: whatever strikes, reads and writes of the log
// are in one order, and once nothing is wrong any more decrees are chosen again.
func TestTheLogIsLinearizableInAStorm(t *testing.T) {
	for _, lines := range []string{`style = "multi"`, `style = "single"`} {
		storm.Check(t, storm.Plan{
			Scenario: group(t, lines), Runs: storms(40),
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
