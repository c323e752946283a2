package breaker_test

import (
	"fmt"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/breaker"
	"wavetank/sim"
)

// A breaker trips at the second failure in a row, waits, and closes again when
// its trial goes well.
func Example() {
	c := breaker.Default()
	c.Rule, c.Consecutive, c.OpenFor = "consecutive", 2, 5*time.Second
	b := breaker.New(c, 1)

	call := func(at time.Duration, o patterns.Outcome) {
		now := sim.Time(at)
		permit, ok := b.Allow(now)
		if ok {
			b.Done(now, permit, o, 0)
		}
		fmt.Printf("%v: passed %v, then %v\n", now, ok, b.State())
	}
	call(1*time.Second, patterns.Failure)
	call(2*time.Second, patterns.Failure)
	call(3*time.Second, patterns.Success)
	call(8*time.Second, patterns.Success)
	// Output:
	// 1s: passed true, then closed
	// 2s: passed true, then open
	// 3s: passed false, then open
	// 8s: passed true, then closed
}
