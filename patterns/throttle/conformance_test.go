package throttle_test

import (
	"testing"

	"wavetank/patterns/throttle"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, throttle.Pattern) }

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, throttle.Pattern, ``)
}
