package membership_test

import (
	"testing"
	"time"

	"wavetank/patterns/membership"
	"wavetank/scenarios/patternstest"
)

// Every call goes to one of those that the client was told of.
func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: membership.Pattern, Footprint: patternstest.Requests, Rest: 15 * time.Second}.Run(t)
}

// BenchmarkRequest is a request whose one call goes to one of ten members, with all
// that they say to each other meanwhile.
func BenchmarkRequest(b *testing.B) {
	const on = "on = [\"back\", \"front -> back\"]\n"
	patternstest.Cost(b, membership.Pattern, on+`style = "static"`, on+`style = "heartbeat"`, on)
}
