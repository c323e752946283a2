package broker_test

import (
	"testing"
	"time"

	"wavetank/patterns/broker"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: broker.Pattern, Footprint: patternstest.Requests, Rest: 12 * time.Second}.Run(t)
}

// BenchmarkCost is a request that is answered by a call, bare, and one about which
// a message is published and delivered besides.
func BenchmarkCost(b *testing.B) {
	const all = "on = \"front\"\nsubscriptions = [{ topic = \"front.get\", to = \"back.read\" }]\n"
	patternstest.Cost(b, broker.Pattern, all+`mode = "direct"`, all+"partitions = 100")
}
