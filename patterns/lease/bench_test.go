package lease_test

import (
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/patterns/lease"
	"wavetank/scenarios"
	"wavetank/scenarios/patternstest"
)

// BenchmarkRequest is a request of gc-pause-lease when nobody is paused: a write
// through the holder, or a read, beside the bare request.
func BenchmarkRequest(b *testing.B) {
	s, err := scenarios.Open(lease.Pattern.Flagship)
	if err != nil {
		b.Fatal(err)
	}
	patternstest.CostIn(b, s)
}

// BenchmarkLock is a lease that is renewed.
func BenchmarkLock(b *testing.B) {
	var l lease.Lock
	b.ReportAllocs()
	for now := nodes.Ticks(0); b.Loop(); now++ {
		if ok, _ := l.Ask(now, 1, time.Second); !ok {
			b.Fatal("refused")
		}
	}
}
