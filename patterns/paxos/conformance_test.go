package paxos_test

import (
	"testing"
	"time"

	"wavetank/patterns/paxos"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: paxos.Pattern, Footprint: patternstest.Requests, Rest: 15 * time.Second}.Run(t)
}
