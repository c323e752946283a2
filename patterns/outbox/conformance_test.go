package outbox_test

import (
	"testing"
	"time"

	"wavetank/patterns/outbox"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: outbox.Pattern, Footprint: patternstest.Requests, Rest: 12 * time.Second}.Run(t)
}

// BenchmarkCost is a request that is answered by a call, bare, and one about which
// a row is written and a message published besides.
func BenchmarkCost(b *testing.B) {
	const all = "on = \"front\"\nwrites = \"front.get\"\npublishes = \"back.read\"\n"
	patternstest.Cost(b, outbox.Pattern, all+`style = "write-then-publish"`, all, all+`relay = "polling"`)
}
