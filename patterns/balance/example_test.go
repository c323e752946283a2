package balance_test

import (
	"fmt"
	"time"

	"wavetank/patterns/balance"
	"wavetank/sim"
)

// A host of five fails three times in a row, is out for ten seconds, fails again
// when it is back, and is out for twenty.
func Example() {
	c := balance.DefaultEject()
	c.Consecutive, c.Base, c.Interval = 3, 10*time.Second, time.Minute
	e := balance.NewEjector(*c, 5)

	fail := func(at time.Duration) {
		now := sim.Time(at)
		for range 3 {
			e.Done(now, 2, false)
			for _, m := range e.Moves() {
				fmt.Printf("%v: host %d out %v (%s) until %v\n", m.At, m.Host, m.Out, m.Why, m.Until)
			}
		}
	}
	fail(1 * time.Second)
	fail(12 * time.Second)
	// Output:
	// 1s: host 2 out true (failures in a row) until 11s
	// 11s: host 2 out false () until 0s
	// 12s: host 2 out true (failures in a row) until 32s
}
