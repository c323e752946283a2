package quorum_test

import (
	"testing"

	"wavetank/patterns/patternstest"
	"wavetank/patterns/quorum"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: quorum.Pattern, Footprint: patternstest.Requests}.Run(t)
}
