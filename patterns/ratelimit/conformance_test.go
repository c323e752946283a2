package ratelimit_test

import (
	"testing"

	"wavetank/patterns/ratelimit"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, ratelimit.Pattern) }

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, ratelimit.Pattern, `rate = "10000/s"`, "rate = \"10000/s\"\nrule = \"leaky-bucket\"")
}
