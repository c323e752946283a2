package inbox_test

import (
	"testing"
	"time"

	"wavetank/patterns/inbox"
	"wavetank/patterns/patternstest"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: inbox.Pattern, Footprint: patternstest.Requests, Rest: 12 * time.Second}.Run(t)
}
