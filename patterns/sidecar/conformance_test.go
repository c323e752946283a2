package sidecar_test

import (
	"testing"

	"wavetank/patterns/sidecar"
	"wavetank/scenarios/patternstest"
)

// Every request takes two hops more, whether or not anything is wrong.
func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: sidecar.Pattern, Footprint: patternstest.Requests}.Run(t)
}

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, sidecar.Pattern, `on = "front"`, `on = ["front", "back"]`)
}
