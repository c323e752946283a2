package balance_test

import (
	"fmt"
	"time"

	"wavetank/patterns/balance"
	"wavetank/sim"
)

// A host of five fails three times in a row, and is out for ten seconds and until the
// interval ends; it fails again when it is back, and is out for twenty.
func Example() {
	c := balance.DefaultEject()
	c.Consecutive, c.Base, c.Interval = 3, 10*time.Second, 10*time.Second
	e := balance.NewEjector(*c, 5, 1)

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
	fail(21 * time.Second)
	// Output:
	// 1s: host 2 out true (failures in a row) until 20s
	// 20s: host 2 out false () until 0s
	// 21s: host 2 out true (failures in a row) until 50s
}
