package timeout_test

import (
	"testing"

	"wavetank/patterns/timeout"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, timeout.Pattern) }

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, timeout.Pattern, `attempt = "1s"`)
}
