package broker_test

import (
	"testing"
	"time"

	"wavetank/patterns/broker"
	"wavetank/patterns/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: broker.Pattern, Footprint: patternstest.Requests, Rest: 12 * time.Second}.Run(t)
}
