package retry_test

import (
	"testing"

	"wavetank/patterns/retry"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, retry.Pattern) }

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, retry.Pattern, ``, `budget = "throttle"`, `budget = "token-bucket"`, `budget = "deposit"`, `budget = "in-flight"`)
}
