package quorum_test

import (
	"testing"

	"wavetank/patterns/quorum"
	"wavetank/scenarios/patternstest"
)

// BenchmarkRequest is a read or a write of three copies, beside the bare request.
func BenchmarkRequest(b *testing.B) {
	patternstest.CostIn(b, patternstest.Group{Kind: quorum.Pattern.Kind, Rate: 100}.Scenario(b))
}

// BenchmarkMerge is a copy that takes in a version that knows of its own, and one
// that does not.
func BenchmarkMerge(b *testing.B) {
	old := quorum.Version{Token: 1, Stamp: 1, Dot: quorum.Dot{Writer: 1, Count: 1}, Knows: quorum.Vector{{Writer: 1, Count: 1}}}
	for name, next := range map[string]quorum.Version{
		"successor": {Token: 2, Stamp: 2, Dot: quorum.Dot{Writer: 1, Count: 2}, Knows: quorum.Vector{{Writer: 1, Count: 2}}},
		"sibling":   {Token: 2, Stamp: 2, Dot: quorum.Dot{Writer: 2, Count: 1}, Knows: quorum.Vector{{Writer: 2, Count: 1}}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				quorum.Versions{old}.Merge(quorum.Versions{next}, true)
			}
		})
	}
}
