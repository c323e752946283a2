package shed_test

import (
	"testing"

	"wavetank/patterns/shed"
	"wavetank/scenarios/patternstest"
)

func TestConformance(t *testing.T) { patternstest.Run(t, shed.Pattern) }

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, shed.Pattern, `on = "back"`, "on = \"back\"\nrule = \"codel\"")
}
