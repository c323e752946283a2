package storm

import (
	"testing"
	"time"

	"wavetank/scenarios"
	"wavetank/sim"
)

// TestMembersOnSeveralNodesAreCounted: of a group that lies on three nodes a minority is
// out of action at once, which is one machine, and not one of each node.
func TestMembersOnSeveralNodesAreCounted(t *testing.T) {
	s, err := scenarios.Parse("three.toml", []byte(`
		title    = "A group on three nodes"
		duration = "20s"
		[nodes.a]
		routes.put = { op = "write" }
		[nodes.b]
		routes.put = { op = "write" }
		[nodes.c]
		routes.put = { op = "write" }
		[loads.users]
		to   = "a.put"
		rate = "10/s"
		[patterns.raft]
		kind = "election"
		on   = ["a", "b", "c", "users -> a"]`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := newRunner(Plan{
		Scenario: s, Policy: Policy{Most: 20, Kinds: []string{"crash", "pause"}}, Properties: []Property{Eventually(sim.RequestOK, time.Second)},
	})
	if err != nil {
		t.Fatal(err)
	}
	overlapping := 0
	for seed := range uint64(100) {
		storm := r.storms.drawSeed(seed)
		for _, f := range storm {
			down := map[string]bool{}
			for _, g := range storm {
				if *g.Schedule.At > *f.Schedule.At || *g.Schedule.At+g.Schedule.For.Mean() < *f.Schedule.At {
					continue
				}
				for _, v := range victimsOf(g) {
					down[v] = true
				}
			}
			overlapping = max(overlapping, len(down))
		}
	}
	if overlapping != 1 {
		t.Errorf("%d of three members are down at once", overlapping)
	}
}
