package ratelimit_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"wavetank/scenarios"
	"wavetank/sim"
)

// TestTruthOfRefusals holds a token bucket that gets a token every second against
// limiter1.json: the share of Poisson arrivals that it refuses.
func TestTruthOfRefusals(t *testing.T) {
	text, err := os.ReadFile("testdata/limiter1.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Values []struct{ A, B, Reject float64 }
	}
	if err := json.Unmarshal(text, &table); err != nil {
		t.Fatal(err)
	}
	const seeds = 8
	slots := 25_000
	if testing.Short() {
		slots /= 10
	}
	for _, row := range table.Values {
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
			var sum, squares float64
			for seed := range uint64(seeds) {
				run, err := scenarios.Run(t.Context(), s, "with", seed, sim.Limits{})
				if err != nil {
					t.Fatal(err)
				}
				share := float64(run.Loads[0].Rejected) / float64(run.Loads[0].Requests)
				sum += share
				squares += share * share
			}
			mean := sum / seeds
			se := math.Sqrt((squares/seeds - mean*mean) / (seeds - 1))
			t.Logf("refused %.5f ± %.5f, theory says %.5f", mean, se, row.Reject)
			if math.Abs(mean-row.Reject) > max(.002, 3.5*se) {
				t.Errorf("refused %.5f, theory says %.5f; one standard error is %.5f", mean, row.Reject, se)
			}
		})
	}
}
