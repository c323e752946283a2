package sim

import (
	"math/rand"
	"testing"
	"time"
)

// BenchmarkDraw measures a draw through the interface, the fork that a stream
// makes for it included, beside the unportable draw of the standard library.
func BenchmarkDraw(b *testing.B) {
	b.Run("rand.ExpFloat64", func(b *testing.B) {
		r := rand.New(rand.NewSource(1))
		var sum float64
		for b.Loop() {
			sum += r.ExpFloat64()
		}
	})
	for _, c := range theories {
		b.Run(c.text, func(b *testing.B) {
			d, r := mustDist(b, c.text), Rand{state: 1}
			var sum time.Duration
			for b.Loop() {
				sum += d.Sample(r.Fork())
			}
		})
	}
}
