package limit_test

import (
	"testing"

	"wavetank/patterns/limit"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, limit.Pattern) }

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, limit.Pattern, `law = "fixed"`, `law = "gradient2"`, `law = "gradient"`, `on = "back"`)
}
