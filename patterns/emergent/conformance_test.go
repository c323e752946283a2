package emergent_test

import (
	"testing"
	"time"

	"wavetank/patterns/emergent"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: emergent.Pattern, Footprint: patternstest.Requests, Rest: 15 * time.Second}.Run(t)
}
