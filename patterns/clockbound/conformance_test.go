package clockbound_test

import (
	"testing"

	"wavetank/patterns/clockbound"
	"wavetank/patterns/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: clockbound.Pattern, Footprint: patternstest.Requests}.Run(t)
}
