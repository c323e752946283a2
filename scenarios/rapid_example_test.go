package scenarios_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/scenarios"
	"wavetank/sim"
)

const shop = `
title    = "A shop whose bank hangs"
duration = "60s"
nodes.shop = { workers = 8, queue = 8, routes.pay = { work = "exp 5ms", calls = ["bank.charge"], timeout = "200ms" } }
nodes.bank = { workers = 8, routes.charge = { work = "exp 20ms" } }
loads.buyers = { to = "shop.pay", rate = "50/s", timeout = "1s" }
patterns.breaker = { kind = "circuit-breaker", on = "shop -> bank", window = 10, open_for = "2s" }
faults = [{ kind = "hang", node = "bank", at = "%v", for = "%v" }]
`

// Whenever the bank hangs, and for however long: buyers hear within a second
// that it does, and three seconds after its end the shop sells again.
func TestTheShopSurvivesItsBank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Duration(rapid.IntRange(5_000, 20_000).Draw(t, "at")) * time.Millisecond
		lasting := time.Duration(rapid.IntRange(1, 20_000).Draw(t, "lasting")) * time.Millisecond
		seed := rapid.Uint64().Draw(t, "seed")

		s, err := scenarios.Parse("shop.toml", fmt.Appendf(nil, shop, at, lasting))
		if err != nil {
			t.Fatal(err)
		}
		run, err := scenarios.Run(t.Context(), s, "with", seed, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if buyers := run.Loads[0]; buyers.TimedOut > 0 {
			t.Errorf("%d buyers heard nothing within a second", buyers.TimedOut)
		}
		if hang := run.Faults[0]; !hang.Recovered || hang.Recovery > 3*time.Second {
			t.Errorf("recovered: %v, %v after the bank", hang.Recovered, hang.Recovery)
		}
	})
}
