package ratelimit_test

import (
	"fmt"
	"testing"

	"wavetank/scenarios"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// TestTruthOfRefusals holds a token bucket that gets a token every second against
// limiter1.json: the share of Poisson arrivals that it refuses.
func TestTruthOfRefusals(t *testing.T) {
	var table []struct{ A, B, Reject float64 }
	reference.Table(t, "limiter1", &table)
	const seeds = 8
	slots := reference.Part(25_000)
	for _, row := range table {
		t.Run(fmt.Sprintf("%v a slot into %v places", row.A, row.B), func(t *testing.T) {
			s, err := scenarios.Parse("limiter.toml", []byte(fmt.Sprintf(`title = "a token a second"
duration = "%ds"
warmup = "100s"
[nodes.server]
routes.serve = {}
[loads.customers]
to = "server.serve"
rate = "%v/s"
[patterns.limit]
kind = "rate-limiter"
on = "customers -> server"
rate = "1/s"
every = "1s"
burst = %v
`, slots, row.A, row.B)))
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
			share.Near(t, "share refused", row.Reject, .002)
		})
	}
}
