package cqrs_test

import (
	"context"
	"testing"

	"wavetank/patterns/cqrs"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	_ "wavetank/sim/property"
)

// TestALostLogIsAFinding: a log that comes back empty numbers its events anew, and a
// read model elsewhere finds some missing. Its process dies, and the hunt tells of it.
func TestALostLogIsAFinding(t *testing.T) {
	s, err := scenarios.Parse("lost.toml", []byte(`
		title    = "The log loses its disk"
		duration = "20s"
		[nodes.shop]
		disk = { write = "100us", fsync = "1ms" }
		routes.order = { op = "write" }
		[nodes.pages]
		routes.show = { op = "read" }
		[loads.customers]
		to   = { "shop.order" = 1, "pages.show" = 1 }
		rate = "50/s"
		keys = 3
		[patterns.split]
		kind        = "cqrs"
		on          = ["shop", "pages"]
		commands    = [{ route = "shop.order", change = 1 }]
		projections = [{ name = "shown", queries = ["pages.show"] }]
		[variants]
		with = ["split"]`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := storm.Hunt(context.Background(), storm.Plan{
		Scenario: s, Runs: 100, Policy: storm.Policy{Kinds: []string{"disk-lost"}},
		Properties: []storm.Property{storm.Sometimes(cqrs.Answered)},
	})
	if err != nil || r.Failure == nil || r.Failure.Violation.Property != storm.NobodyDies {
		t.Errorf("%v, %+v", err, r)
	}
}
