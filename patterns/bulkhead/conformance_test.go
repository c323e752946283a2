package bulkhead_test

import (
	"testing"

	"wavetank/patterns/bulkhead"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, bulkhead.Pattern) }

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, bulkhead.Pattern, `hold = "work"`, `hold = "caller"`, `on = "back"`)
}
