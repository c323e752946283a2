package membership_test

import (
	"testing"
	"time"

	"wavetank/patterns/membership"
	"wavetank/patterns/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: membership.Pattern, Footprint: patternstest.Requests, Rest: 15 * time.Second}.Run(t)
}
