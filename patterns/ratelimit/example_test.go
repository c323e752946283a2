package ratelimit_test

import (
	"fmt"
	"time"

	"wavetank/patterns/ratelimit"
	"wavetank/sim"
)

// Ten calls a second and two at once: the third is refused and told when to come
// again, or waits for its turn.
func ExampleLimiter() {
	c := ratelimit.Default()
	c.Rate, c.Burst = 10, 2
	l := ratelimit.NewLimiter(c)
	ask := func(at, patience time.Duration) {
		turn, ok := l.Take(sim.Time(at), patience)
		fmt.Printf("%v: passes %v, at %v\n", at, ok, turn.At())
	}
	ask(0, 0)
	ask(10*time.Millisecond, 0)
	ask(20*time.Millisecond, 0)
	ask(30*time.Millisecond, time.Second)
	// Output:
	// 0s: passes true, at 0s
	// 10ms: passes true, at 10ms
	// 20ms: passes false, at 100ms
	// 30ms: passes true, at 100ms
}
