package gossip_test

import (
	"testing"

	"wavetank/patterns/gossip"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: gossip.Pattern, Footprint: patternstest.Requests}.Run(t)
}
