package inbox_test

import (
	"testing"
	"time"

	"wavetank/patterns/inbox"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: inbox.Pattern, Footprint: patternstest.Requests, Rest: 12 * time.Second}.Run(t)
}

// BenchmarkCost is a request that is answered by a call, bare, and one whose effect
// is written besides.
func BenchmarkCost(b *testing.B) {
	const all = "on = \"back\"\nreceives = \"back.read\"\n"
	patternstest.Cost(b, inbox.Pattern, all+`dedupe = "none"`, all+`window = "1s"`)
}
