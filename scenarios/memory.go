//go:build !play

package scenarios

import (
	"runtime/metrics"

	"wavetank/sim"
)

// Within returns the bound of runs that end, with an error that wraps sim.ErrLimit, when
// what the whole program holds takes more than so many bytes.
func Within(bytes int64) *sim.Memory { return &sim.Memory{Most: bytes, Used: live} }

// live returns the bytes that were reachable when the collector last looked.
func live() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(sample[0].Value.Uint64())
}
