package patternstest

import (
	"cmp"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"wavetank/scenarios"
	"wavetank/sim/property"
)

// A Group is a scenario for storms: the instances of a node kv, with disks, that
// keep a store by a pattern, and clients that read and write there.
type Group struct {
	Kind      string // of the pattern
	On        string // where it lies, as files write it; "" is the node
	Knobs     string // lines of its table
	Members   int    // 0 is 5
	Lasts     string // "" is 20s
	Rate      int    // requests in a second; 0 is 12
	Keys      int    // that they spread over; 0 is 8
	Patience  string // of the clients; "" is 1s
	Fsync     string // how long a sync of a disk takes; "" is 1ms
	Datagrams bool   // between members: what is lost stays lost, and may come twice
}

// Scenario returns the scenario, whose one variant has the pattern.
func (g Group) Scenario(t rapid.TB) *scenarios.Scenario {
	t.Helper()
	transport := "stream"
	if g.Datagrams {
		transport = "datagram"
	}
	text := fmt.Sprintf(`
		title    = "A group in a storm"
		duration = %q
		[nodes.kv]
		instances = %d
		disk = { write = "100us", fsync = %q }
		routes.put = { op = "write" }
		routes.get = { op = "read" }
		[links."*"]
		latency = "uniform 1ms..20ms"
		[links."kv -> kv"]
		latency   = "uniform 1ms..20ms"
		transport = %q
		[loads.clients]
		to      = { "kv.put" = 1, "kv.get" = 1 }
		rate    = "%d/s"
		keys    = %d
		timeout = %q
		[patterns.group]
		kind = %q
		on   = %s
		%s
		[variants]
		with = ["group"]`,
		cmp.Or(g.Lasts, "20s"), cmp.Or(g.Members, 5), cmp.Or(g.Fsync, "1ms"), transport, cmp.Or(g.Rate, 12), cmp.Or(g.Keys, 8),
		cmp.Or(g.Patience, "1s"), g.Kind, cmp.Or(g.On, `"kv"`), g.Knobs)
	s, err := scenarios.Parse("storm.toml", []byte(text))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return s
}

// Storms is how many of n storms a test takes: in a short run some less, and in a
// campaign (RAPID_CHECKS) as many times more as rapid checks more than its 100.
func Storms(n int) int {
	if n *= property.Campaign(); testing.Short() {
		return n * 3 / 4
	}
	return n
}
