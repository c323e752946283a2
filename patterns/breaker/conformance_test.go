package breaker_test

import (
	"testing"

	"wavetank/patterns/breaker"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, breaker.Pattern) }

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, breaker.Pattern, `rule = "count"`, `rule = "time"`, `rule = "consecutive"`)
}
