package fallback_test

import (
	"fmt"
	"time"

	"wavetank/patterns/fallback"
	"wavetank/sim"
)

// A cache for two answers that are good for a minute. Tea is not used for longest,
// and goes when a third answer comes.
func ExampleCache() {
	c := fallback.NewCache[string, int](2, time.Minute)
	c.Put(0, "tea", 3)
	c.Put(0, "milk", 2)
	c.Get(sim.Time(time.Second), "milk")
	c.Put(sim.Time(2*time.Second), "bread", 4)
	for _, what := range []string{"tea", "milk", "bread"} {
		price, age, ok := c.Get(sim.Time(61*time.Second), what)
		fmt.Println(what, price, age, ok)
	}
	// Output:
	// tea 0 0s false
	// milk 0 1m1s false
	// bread 4 59s true
}
