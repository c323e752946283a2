package quorum_test

import (
	"testing"

	"wavetank/patterns/quorum"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: quorum.Pattern, Footprint: patternstest.Requests}.Run(t)
}
