package throttle_test

import (
	"testing"

	"wavetank/patterns/throttle"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	t.Run("throttle", func(t *testing.T) { patternstest.Run(t, throttle.Pattern) })
	t.Run("admission", func(t *testing.T) { patternstest.Run(t, throttle.Admission) })
}

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, throttle.Pattern, ``)
}

func BenchmarkAdmission(b *testing.B) {
	patternstest.Cost(b, throttle.Admission, ``)
}
