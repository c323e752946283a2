package hedge_test

import (
	"testing"

	"wavetank/patterns/hedge"
	"wavetank/scenarios/patternstest"
)

// What is late is hedged, whether or not anything is wrong.
func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: hedge.Pattern, Footprint: patternstest.Requests}.Run(t)
}

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, hedge.Pattern, `rule = "fixed"`, `rule = "quantile"`)
}
