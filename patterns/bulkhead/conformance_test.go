package bulkhead_test

import (
	"testing"

	"wavetank/patterns/bulkhead"
	"wavetank/patterns/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, bulkhead.Pattern) }
