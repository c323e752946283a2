package cqrs_test

import (
	"testing"

	"wavetank/patterns/cqrs"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: cqrs.Pattern, Footprint: patternstest.Requests}.Run(t)
}

// BenchmarkRequest is a request that is a query at the front and a command at the back.
func BenchmarkRequest(b *testing.B) {
	on := `on = ["front", "back"]
commands = [{ route = "back.read" }]
`
	patternstest.Cost(b, cqrs.Pattern, on+`projections = [{ name = "p", queries = ["front.get"] }]`)
}
