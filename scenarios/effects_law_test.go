package scenarios_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"wavetank/scenarios"
	"wavetank/sim"
)

// TestInstancesHideNoEffect holds that as many effects come about twice however many
// instances a service has, and whatever other services lie in front of it.
func TestInstancesHideNoEffect(t *testing.T) {
	text, err := os.ReadFile("testdata/effects/booked-behind-a-hop.toml")
	if err != nil {
		t.Fatal(err)
	}
	const hop = "\n[nodes.edge]\nroutes.pay = { calls = [\"app.pay\"] }\n"
	repeated := func(instances, hops int) int64 {
		s := string(text)
		s = strings.Replace(s, "[nodes.db]\n", fmt.Sprintf("[nodes.db]\ninstances = %d\n", instances), 1)
		s = strings.Replace(s, "[nodes.bank]\n", fmt.Sprintf("[nodes.bank]\ninstances = %d\n", instances), 1)
		if hops > 0 {
			s = strings.Replace(s, `to   = "app.pay"`, `to   = "edge.pay"`, 1) + hop
		}
		parsed, err := scenarios.Parse("x.toml", []byte(s))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := scenarios.Run(t.Context(), parsed, "with", 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if sum.Fact("item.repeated") < 100 {
			t.Errorf("%d instances, %d hops: %d effects came about twice", instances, hops, sum.Fact("item.repeated"))
		}
		return sum.Fact("item.repeated")
	}
	for hops := range 2 {
		one := repeated(1, hops)
		for _, n := range []int{2, 5} {
			if many := repeated(n, hops); many != one {
				t.Errorf("%d instances, %d hops: %d effects came about twice, with one instance %d", n, hops, many, one)
			}
		}
	}
}
