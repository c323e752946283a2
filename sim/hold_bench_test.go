package sim

import (
	"fmt"
	"math/rand"
	"testing"
	"time"

	"wavetank/sim/race"
)

// A holder is a timer of the hold model, as an event of a world.
type holder struct {
	world *World
	owner *Owner
	luck  *Rand
}

func (h *holder) Act() {
	h.world.After(Exponential(time.Millisecond).Sample(h.luck.Fork()), h.owner, h)
}

// BenchmarkHold is the hold model, timers that schedule themselves again after
// an exponential span, on a whole world with its digest, against the bare loop
// that one would write by hand: a heap of four children a node, no digest, no
// owners, luck from math/rand. x-bare is how many times faster the world is.
func BenchmarkHold(b *testing.B) {
	for _, n := range []int{10, 1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var heap bareHeap
			luck := rand.New(rand.NewSource(1))
			seq := uint64(0)
			again := func(at Time) {
				seq++
				heap.push(bareTimer{at + Time(luck.ExpFloat64()*1e6), seq, 0})
			}
			for range n {
				again(0)
			}
			bare := func(steps int) {
				for range steps {
					again(heap.pop().at)
				}
			}
			w := New(Config{Seed: 1})
			defer w.Close()
			h := &holder{w, w.Owner("holder"), w.Stream("hold")}
			for range n {
				h.Act()
			}
			race.Run(b, 3*n, bare, func(steps int) {
				for range steps {
					w.step(Forever)
				}
			})
		})
	}
}
