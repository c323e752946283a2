package cache_test

import (
	"testing"

	"wavetank/patterns/cache"
	"wavetank/scenarios/patternstest"
)

// Whatever is answered from the cache is not asked for, whether or not anything is wrong.
func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: cache.Pattern, Footprint: patternstest.Requests}.Run(t)
}

func BenchmarkRequest(b *testing.B) {
	patternstest.Cost(b, cache.Pattern, ``, `ttl = "1ns"`)
}
