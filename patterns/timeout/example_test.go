package timeout_test

import (
	"fmt"
	"time"

	"wavetank/nodes"
	"wavetank/patterns/timeout"
	"wavetank/sim"
)

// A request has a second in all. Each hop bounds its call by what is left.
func Example() {
	user := timeout.Config{Total: time.Second}
	hop := timeout.Config{Reserve: 10 * time.Millisecond, Least: 50 * time.Millisecond}

	now := sim.Time(0)
	req := user.Bound(now, &nodes.Request{Route: "page"})
	fmt.Printf("at %v: waits %v\n", now, req.Timeout)
	for _, took := range []time.Duration{70, 230, 640} {
		now = now.Add(took * time.Millisecond)
		req = hop.Bound(now, req.Child(sim.KeyOf("next"), "r", 0))
		fmt.Printf("at %v: waits %v, hopeless %v\n", now, req.Timeout, hop.Hopeless(now, req))
	}
	// Output:
	// at 0s: waits 1s
	// at 70ms: waits 920ms, hopeless false
	// at 300ms: waits 680ms, hopeless false
	// at 940ms: waits 30ms, hopeless true
}
