package cache_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"wavetank/patterns/cache"
	"wavetank/sim"
)

// TestTruthOfTheLeastRecentlyUsed holds the share of hits against Che's approximation.
func TestTruthOfTheLeastRecentlyUsed(t *testing.T) {
	const items, requests = 1000, 300_000
	for _, c := range []struct {
		skew     float64
		capacity int
	}{{.8, 100}, {1, 50}, {1.2, 200}, {0, 300}} {
		want := che(items, c.capacity, c.skew)
		upTo := make([]float64, items)
		so := 0.0
		for i := range upTo {
			so += zipf(i, items, c.skew)
			upTo[i] = so
		}
		s, luck, hits := cache.NewStore[int, int](c.capacity, 0), sim.KeyOf("che").Rand(), 0.0
		for n := range requests {
			u := luck.Float64()
			key, _ := slices.BinarySearch(upTo, u)
			if _, ok := s.Get(0, key); !ok {
				s.Put(0, key, key, time.Hour)
			} else if n >= requests/10 {
				hits++
			}
		}
		if got := hits / (requests * .9); math.Abs(got-want) > .005 {
			t.Errorf("skew %v, %d of %d items fit: %.4f hits, Che says %.4f", c.skew, c.capacity, items, got, want)
		}
	}
}

// TestTruthOfATimeToLive: of a Poisson stream of the rate λ, an answer that lives for T
// is followed by λT hits on average, and then by a miss.
func TestTruthOfATimeToLive(t *testing.T) {
	const requests = 400_000
	for _, c := range []struct{ perTTL, jitter float64 }{{.2, 0}, {1, 0}, {5, 0}, {1, .5}, {5, 1}} {
		ttl := 100 * ms
		s, luck, now, hits := cache.NewStore[int, int](1, 0), sim.KeyOf("renewal").Rand(), sim.Time(0), 0.0
		for range requests {
			now = now.Add(sim.Exponential(float64(ttl) / c.perTTL).Sample(luck.Fork()))
			if _, ok := s.Get(now, 0); ok {
				hits++
			} else {
				s.Put(now, 0, 0, ttl+luck.Between(0, time.Duration(c.jitter*float64(ttl))+1))
			}
		}
		lives := c.perTTL * (1 + c.jitter/2)
		if got, want := hits/requests, lives/(1+lives); math.Abs(got-want) > .004 {
			t.Errorf("%v requests a life, jitter %v: %.4f hits, renewal theory says %.4f", c.perTTL, c.jitter, got, want)
		}
	}
}

// zipf returns the share of an item of those that are asked for by Zipf's law.
func zipf(i, items int, skew float64) float64 {
	sum := 0.0
	for k := range items {
		sum += math.Pow(float64(k+1), -skew)
	}
	return math.Pow(float64(i+1), -skew) / sum
}

// che returns the share of hits of a least-recently-used cache that is asked for items by
// Zipf's law: an item is there if it was asked for within a time, which is such that as
// many are there as fit.
func che(items, capacity int, skew float64) float64 {
	shares := make([]float64, items)
	for i := range shares {
		shares[i] = zipf(i, items, skew)
	}
	low, high, hits := 0.0, 1e9, 0.0
	for range 200 {
		within := 0.0
		hits = 0
		for _, p := range shares {
			there := -math.Expm1(-p * (low + high) / 2)
			within, hits = within+there, hits+p*there
		}
		if within < float64(capacity) {
			low = (low + high) / 2
		} else {
			high = (low + high) / 2
		}
	}
	return hits
}
