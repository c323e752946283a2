package balance_test

import (
	"testing"

	"wavetank/patterns/balance"
	"wavetank/scenarios/patternstest"
)

// Every request goes through the balancer, which sends it elsewhere.
func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: balance.Pattern, Footprint: patternstest.Requests}.Run(t)
}

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, balance.Pattern, `policy = "round-robin"`, `policy = "least-outstanding"`, `policy = "power-of-d"`)
}
