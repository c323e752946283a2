package saga_test

import (
	"testing"

	"wavetank/patterns/patternstest"
	"wavetank/patterns/saga"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: saga.Pattern, Footprint: patternstest.Requests}.Run(t)
}
