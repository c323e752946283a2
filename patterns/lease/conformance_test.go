package lease_test

import (
	"testing"
	"time"

	"wavetank/patterns/lease"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: lease.Pattern, Footprint: patternstest.Requests, Rest: 12 * time.Second}.Run(t)
}
