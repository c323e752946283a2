package cqrs_test

import (
	"testing"

	"wavetank/patterns/cqrs"
	"wavetank/patterns/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: cqrs.Pattern, Footprint: patternstest.Requests}.Run(t)
}
