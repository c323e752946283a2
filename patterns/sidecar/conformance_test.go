package sidecar_test

import (
	"testing"

	"wavetank/patterns/patternstest"
	"wavetank/patterns/sidecar"
)

// Every request takes two hops more, whether or not anything is wrong.
func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: sidecar.Pattern, Footprint: patternstest.Requests}.Run(t)
}
