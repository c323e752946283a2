package limit_test

import (
	"testing"

	"wavetank/patterns/limit"
	"wavetank/patterns/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, limit.Pattern) }
