package ratelimit_test

import (
	"testing"

	"wavetank/patterns/patternstest"
	"wavetank/patterns/ratelimit"
)

func TestConformance(t *testing.T) { patternstest.Run(t, ratelimit.Pattern) }
