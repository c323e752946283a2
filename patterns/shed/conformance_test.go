package shed_test

import (
	"testing"

	"wavetank/patterns/patternstest"
	"wavetank/patterns/shed"
)

func TestConformance(t *testing.T) { patternstest.Run(t, shed.Pattern) }

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, shed.Pattern, `on = "back"`, "on = \"back\"\nrule = \"codel\"")
}
