package patterns_test

import (
	"testing"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

func TestAScopeHasOneMachineForEachOfItsParts(t *testing.T) {
	a, b := new(sim.Owner), new(sim.Owner)
	for scope, want := range map[string]int{"all": 1, "route": 2, "instance": 2, "client": 2} {
		made := 0
		s := patterns.NewScoped(scope, func(net.ID, *nodes.Request) *int { made++; return new(int) })
		first := s.Of(0, &nodes.Request{Route: "x", Load: a})
		for i, r := range []*nodes.Request{{Route: "x", Load: a}, {Route: "y", Load: b}, {Route: "x", Load: a}} {
			s.Of(net.ID(i%2), r)
		}
		if made != want || s.Of(0, &nodes.Request{Route: "x", Load: a}) != first {
			t.Errorf("scope %s: %d machines, want %d, and always the same one", scope, made, want)
		}
	}
}
