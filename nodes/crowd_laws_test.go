package nodes

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"wavetank/sim/property"
)

// A stretch is a Crowding's factor, or a mutant of it.
type stretch func(c *Crowding, working, living int64) float64

// crowd draws a crowding.
func crowd(t *rapid.T) *Crowding {
	part := func(what string) float64 { return float64(rapid.IntRange(0, 20).Draw(t, what)) / 100 }
	return &Crowding{
		Contention: part("contention"), Coherence: part("coherence"),
		Heap: int64(rapid.IntRange(0, 50).Draw(t, "heap")), Collector: part("collector"),
	}
}

// lone: who works alone in an empty heap works as if there were no crowding.
func lone(t *rapid.T, s stretch) {
	if f := s(crowd(t), 1, 0); f != 1 {
		t.Fatalf("alone work takes %v times as long", f)
	}
}

// growing: one more to work on, or one more that lives, never makes work quicker, and
// work always ends.
func growing(t *rapid.T, s stretch) {
	c := crowd(t)
	n, living := int64(rapid.IntRange(1, 60).Draw(t, "working")), int64(rapid.IntRange(0, 60).Draw(t, "living"))
	f := s(c, n, living)
	if more := s(c, n+1, living); more < f {
		t.Fatalf("%d at a time take %v times as long, %d take %v", n, f, n+1, more)
	}
	if more := s(c, n, living+1); more < f {
		t.Fatalf("with %d living work takes %v times as long, with one more %v", living, f, more)
	}
	if f < 1 || math.IsInf(f, 0) || math.IsNaN(f) {
		t.Fatalf("work takes %v times as long", f)
	}
}

// shared: what is serial is done once for all: of σ and without κ no more than 1/σ times
// the work of one gets done, however many there are; with κ there is a best number.
func shared(t *rapid.T, s stretch) {
	c := crowd(t)
	c.Heap = 0
	done := func(n int64) float64 { return float64(n) / s(c, n, 0) }
	n := int64(rapid.IntRange(2, 500).Draw(t, "working"))
	if c.Contention > 0 && done(n) > 1/c.Contention+1e-9 {
		t.Fatalf("%d at a time get %v done, of at most %v", n, done(n), 1/c.Contention)
	}
	if c.Coherence > 0 {
		if best := 1 + math.Sqrt((1-c.Contention)/c.Coherence); float64(n) > best && done(n+1) > done(n) {
			t.Fatalf("beyond the best number of %v, %d get more done than %d", best, n+1, n)
		}
	}
}

func TestLawsOfCrowding(t *testing.T) {
	instead := property.Instead[stretch]
	property.Suite[stretch]{
		Sound: (*Crowding).Factor,
		Laws:  []property.Law[stretch]{{"alone is alone", lone}, {"more is never quicker", growing}, {"what is serial bounds what gets done", shared}},
		Mutants: []property.Mutant[stretch]{
			{"a request is its own neighbour", "alone is alone", instead(func(c *Crowding, n, living int64) float64 { return c.Factor(n+1, living) })},
			{"coherence is between neighbours in a ring", "what is serial bounds what gets done", instead(func(c *Crowding, n, living int64) float64 {
				ring := Crowding{Contention: c.Contention + 2*c.Coherence, Heap: c.Heap, Collector: c.Collector}
				return ring.Factor(n, living)
			})},
			{"only the half of what is serial waits", "what is serial bounds what gets done", instead(func(c *Crowding, n, living int64) float64 {
				half := *c
				half.Contention /= 2
				return half.Factor(n, living)
			})},
			{"a heap that overflows costs nothing", "more is never quicker", instead(func(c *Crowding, n, living int64) float64 {
				if living >= c.Heap {
					living = 0
				}
				return c.Factor(n, living)
			})},
			{"a full heap stands still", "more is never quicker", instead(func(c *Crowding, n, living int64) float64 {
				if c.Heap > 0 && living >= c.Heap {
					return math.Inf(1)
				}
				return c.Factor(n, living)
			})},
		},
	}.Run(t)
}
