package scenarios_test

import (
	"testing"
	"time"

	"wavetank/sim"
	"wavetank/sim/race"
)

// wrappers are patterns on the call of rpcFile, none of which has anything to do.
var wrappers = []struct{ name, pattern string }{
	{"breaker", `kind = "circuit-breaker"`},
	{"throttle", `kind = "adaptive-throttle"`},
	{"retry", `kind = "retry"`},
	{"timeout", `kind = "timeout"`},
	{"fallback", `kind = "fallback"`},
	{"rate-limiter", `kind = "rate-limiter"
rate = "1000/s"`},
	{"adaptive-limit", `kind = "adaptive-limit"`},
	{"bulkhead", `kind = "bulkhead"
max_concurrent = 1000`},
	{"hedge", `kind = "hedge"
rule = "fixed"
delay = "900ms"`},
	{"sidecar", `kind = "sidecar"`},
}

// BenchmarkPattern measures a request whose call a pattern wraps. x-bare is such
// requests per second over those without it.
func BenchmarkPattern(b *testing.B) {
	for _, w := range wrappers {
		b.Run(w.name, func(b *testing.B) {
			bare := rpcOfFile(b, rpcFile, "baseline")
			defer bare.Close()
			wrapped := rpcOfFile(b, rpcFile+"\n[patterns.p]\non = \"client -> server\"\n"+w.pattern+"\n", "with")
			defer wrapped.Close()
			requests := func(of *sim.World) func(int) {
				return func(n int) {
					if err := of.Run(of.Now().Add(time.Duration(float64(n) / rpcRate * 1e9))); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportAllocs()
			race.Run(b, 10_000, requests(bare), requests(wrapped))
		})
	}
}
