package balance_test

import (
	"testing"

	"wavetank/patterns/balance"
	"wavetank/patterns/patternstest"
)

// Every request goes through the balancer, which sends it elsewhere.
func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: balance.Pattern, Footprint: patternstest.Requests}.Run(t)
}
