package fallback_test

import (
	"testing"

	"wavetank/patterns/fallback"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, fallback.Pattern) }

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, fallback.Pattern, ``, `answer = "stale"`)
}
