package throttle_test

import (
	"fmt"

	"wavetank/patterns"
	"wavetank/patterns/throttle"
	"wavetank/sim"
)

// A dead backend sees fewer and fewer of the calls that are wanted: the n-th with
// chance 1/n.
func Example() {
	t := throttle.New(throttle.Default())
	sent := 0
	for n := 1; n <= 1000; n++ {
		permit, ok := t.Allow(0, sim.Key(n).Mix(42).Rand())
		if ok {
			t.Done(0, permit, patterns.Failure)
			sent++
		}
		if n == 1 || n == 10 || n == 100 || n == 1000 {
			fmt.Printf("of %d calls %d were sent; the next passes with chance %.4f\n", n, sent, 1-t.Chance(0))
		}
	}
	// Output:
	// of 1 calls 1 were sent; the next passes with chance 0.5000
	// of 10 calls 5 were sent; the next passes with chance 0.0909
	// of 100 calls 7 were sent; the next passes with chance 0.0099
	// of 1000 calls 11 were sent; the next passes with chance 0.0010
}
