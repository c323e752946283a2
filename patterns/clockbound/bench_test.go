package clockbound_test

import (
	"testing"

	"wavetank/nodes"
	"wavetank/patterns/clockbound"
	"wavetank/scenarios/patternstest"
)

// BenchmarkRequest is a transaction with commit wait, beside the bare request.
func BenchmarkRequest(b *testing.B) {
	patternstest.CostIn(b, patternstest.Group{Kind: clockbound.Pattern.Kind, Rate: 100}.Scenario(b))
}

// BenchmarkStore is a write of an item that has as many versions as are kept, and
// a read of it.
func BenchmarkStore(b *testing.B) {
	s := clockbound.NewStore()
	b.ReportAllocs()
	for n := nodes.Reading(1); b.Loop(); n++ {
		at := clockbound.Stamp{Wall: n}
		s.Commit(1, s.Begin(1, int64(n), at))
		if f := s.Read(1, at, clockbound.Stamp{}); f.Token != int64(n) {
			b.Fatal(f)
		}
	}
}
