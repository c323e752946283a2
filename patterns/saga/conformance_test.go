package saga_test

import (
	"testing"

	"wavetank/patterns/saga"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: saga.Pattern, Footprint: patternstest.Requests}.Run(t)
}
