package clockbound_test

import (
	"testing"

	"wavetank/patterns/clockbound"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: clockbound.Pattern, Footprint: patternstest.Requests}.Run(t)
}
