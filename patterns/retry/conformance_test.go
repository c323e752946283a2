package retry_test

import (
	"testing"

	"wavetank/patterns/patternstest"
	"wavetank/patterns/retry"
)

func TestConformance(t *testing.T) { patternstest.Run(t, retry.Pattern) }
