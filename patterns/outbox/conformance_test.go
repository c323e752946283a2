package outbox_test

import (
	"testing"
	"time"

	"wavetank/patterns/outbox"
	"wavetank/patterns/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: outbox.Pattern, Footprint: patternstest.Requests, Rest: 12 * time.Second}.Run(t)
}
