package cache_test

import (
	"fmt"
	"time"

	"wavetank/patterns/cache"
	"wavetank/sim"
)

// A store that keeps two answers, and each for five seconds after it was fresh.
func ExampleStore() {
	s := cache.NewStore[string, int](2, 5*time.Second)
	s.Put(0, "tea", 3, 10*time.Second)
	s.Put(0, "coffee", 4, 10*time.Second)
	for _, at := range []time.Duration{time.Second, 12 * time.Second, 15 * time.Second} {
		a, ok := s.Get(sim.Time(at), "tea")
		fmt.Println(at, ok, a.Value, a.Stale > 0)
	}
	// Output:
	// 1s true 3 false
	// 12s true 3 true
	// 15s false 0 false
}
