package clockbound_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"wavetank/patterns/clockbound"
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
		kind = "clock-bound-wait"
		on   = "kv"
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

// TestCommitWaitHoldsInAStorm: crashes, pauses and cuts do not put transactions out
// of order, and each item is linearizable.
func TestCommitWaitHoldsInAStorm(t *testing.T) {
	storm.Check(t, storm.Plan{
		Scenario: group(t, ""), Runs: storms(60),
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
