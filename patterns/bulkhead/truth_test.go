package bulkhead_test

import (
	"fmt"
	"testing"

	"wavetank/scenarios"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// laws of service with a mean of 10 ms: the share of calls that Erlang's loss
// formula says are refused depends on the mean alone.
var serviceLaws = []string{"10ms", "uniform 0ms..20ms", "exp 10ms", "hyperexp 90% 5ms, 10% 55ms"}

// places at which the bulkhead may lie, and what a permit stands for there.
var places = []string{"on = \"server\"", "on = \"customers -> server\"", "on = \"customers -> server\"\nhold = \"caller\""}

// TestTruthOfErlangB holds a bulkhead without a queue against rows of q2.json: the
// service has as many workers as it wants, only the bulkhead refuses.
func TestTruthOfErlangB(t *testing.T) {
	var table []struct {
		Erlangs float64
		C       int
		Block   float64 `json:"P_block"`
	}
	reference.Table(t, "q2", &table)
	const seeds, calls = 6, 6000
	for _, row := range table {
		if row.Erlangs == 0 || !reference.Whole() && row.C != 10 {
			continue
		}
		for i, law := range serviceLaws {
			t.Run(fmt.Sprintf("%v erlangs, %d permits, %s", row.Erlangs, row.C, law), func(t *testing.T) {
				rate := row.Erlangs * 100
				s, err := scenarios.Parse("erlang.toml", []byte(fmt.Sprintf(`title = "Erlang B"
duration = "%.3fs"
warmup = "500ms"
[nodes.server]
routes.serve = { work = "%s" }
[loads.customers]
to = "server.serve"
rate = "%.3f/s"
[patterns.wall]
kind = "bulkhead"
%s
max_concurrent = %d
`, 0.5+calls/rate, law, rate, places[(i+row.C)%len(places)], row.C)))
				if err != nil {
					t.Fatal(err)
				}
				var share reference.Sample
				for seed := range uint64(seeds) {
					run, err := scenarios.Run(t.Context(), s, "with", seed, sim.Limits{})
					if err != nil {
						t.Fatal(err)
					}
					share.Add(float64(run.Loads[0].Rejected) / float64(run.Loads[0].Requests))
				}
				share.Near(t, "share refused", row.Block, .005)
			})
		}
	}
}
