package health_test

import (
	"testing"

	"wavetank/patterns/health"
	"wavetank/scenarios/patternstest"
)

// Checks wait in the queues of those that they ask, and their requests before others'.
func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: health.Pattern, Footprint: patternstest.Requests}.Run(t)
}
