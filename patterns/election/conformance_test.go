package election_test

import (
	"testing"
	"time"

	"wavetank/patterns/election"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{
		Pattern: election.Pattern, Footprint: patternstest.Requests, Rest: 12 * time.Second,
	}.Run(t)
}
