package emergent_test

import (
	"testing"

	"wavetank/net"
	"wavetank/patterns/emergent"
	"wavetank/scenarios/patternstest"
)

// BenchmarkRequest is a request to the oldest of five, beside the bare request.
func BenchmarkRequest(b *testing.B) {
	patternstest.CostIn(b, patternstest.Group{
		Kind: emergent.Pattern.Kind, On: `["kv", "clients -> kv"]`, Rate: 100,
	}.Scenario(b))
}

// BenchmarkView is a member of ten that goes and comes back.
func BenchmarkView(b *testing.B) {
	v := emergent.Found(0, 0)
	for id := net.ID(1); id < 10; id++ {
		v = v.With(id, 0)
	}
	b.ReportAllocs()
	for life := int64(1); b.Loop(); life++ {
		v = v.Without(5).With(5, life)
	}
}
