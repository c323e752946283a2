package breaker

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"wavetank/patterns"
	"wavetank/sim/reference"
)

// tripsWithin returns the probability that k of the latest w calls have failed by the n-th
// call, each failing with probability f: a Markov chain whose state is which of the latest
// w calls failed, and which stops when it has k of them.
func tripsWithin(k, w, n int, f float64) float64 {
	at, tripped := map[uint]float64{0: 1}, 0.0
	for range n {
		next := make(map[uint]float64)
		for window, p := range at {
			next[window<<1&(1<<w-1)] += p * (1 - f)
			if bad := window<<1&(1<<w-1) | 1; bits.OnesCount(bad) >= k {
				tripped += p * f
			} else {
				next[bad] += p * f
			}
		}
		at = next
	}
	return tripped
}

func TestTruthOfSoManyFailuresInAWindow(t *testing.T) {
	for _, x := range []struct {
		k, w, n int
		f       float64
	}{{2, 5, 20, .1}, {3, 10, 50, .1}, {4, 8, 40, .25}, {1, 3, 10, .05}, {5, 5, 60, .4}} {
		c := Default()
		c.Window, c.FailuresInWindow = x.w, x.k
		reference.Near(t, "probability to trip", tripped(c, x.f, x.n, reference.Part(10000)), tripsWithin(x.k, x.w, x.n, x.f), reference.Rough(.015))
	}
}

// TestTruthOfSuccessesOfTrials: a half-open episode closes if k of its n trials succeed,
// wherever it stops asking: a binomial tail.
func TestTruthOfSuccessesOfTrials(t *testing.T) {
	for _, x := range []struct {
		k, n int
		f    float64
	}{{1, 1, .3}, {2, 3, .3}, {3, 5, .5}, {5, 5, .1}, {1, 4, .8}} {
		want := 0.0
		for good := x.k; good <= x.n; good++ {
			choose := math.Gamma(float64(x.n+1)) / math.Gamma(float64(good+1)) / math.Gamma(float64(x.n-good+1))
			want += choose * math.Pow(1-x.f, float64(good)) * math.Pow(x.f, float64(x.n-good))
		}
		c := inARow(1)
		c.Trials, c.TrialRule, c.TrialSuccesses = x.n, "successes", x.k
		r, closed, episodes := rand.New(rand.NewPCG(7, uint64(x.n))), 0, reference.Part(10000)
		for range episodes {
			b := New(c, 1)
			p, _ := b.Allow(0)
			b.Done(0, p, patterns.Failure, 0)
			for now := b.Until(); ; {
				p, ok := b.Allow(now)
				o := patterns.Success
				if r.Float64() < x.f {
					o = patterns.Failure
				}
				if !ok {
					t.Fatal("no trial passes, and nothing is decided")
				}
				if b.Done(now, p, o, 0); b.State() != HalfOpen {
					break
				}
			}
			if b.State() == Closed {
				closed++
			}
		}
		reference.Near(t, "probability to close", float64(closed)/float64(episodes), want, reference.Rough(.015))
	}
}
