package breaker_test

import (
	"testing"

	"wavetank/patterns/breaker"
	"wavetank/patterns/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, breaker.Pattern) }

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, breaker.Pattern, `rule = "count"`, `rule = "time"`, `rule = "consecutive"`)
}
