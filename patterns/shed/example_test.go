package shed_test

import (
	"fmt"
	"time"

	"wavetank/nodes"
	"wavetank/patterns/shed"
	"wavetank/sim"
)

// Somebody arrives every 10 ms, and a worker takes one every 20 ms. Once somebody
// has waited for 100 ms on end that is an overload: the newest is first, and
// whoever has waited for more than 5 ms is dropped.
func ExampleQueue() {
	q := shed.NewQueue(shed.Default())
	for i := range 14 {
		now := sim.Time(10*i) * sim.Time(time.Millisecond)
		q.Push(now, &nodes.Waiting{Req: &nodes.Request{Route: fmt.Sprint(i)}, Since: now})
		if i%2 == 0 {
			continue
		}
		next, dropped := q.Pop(now)
		fmt.Printf("%v: serves %s after %v, drops %d, still wait %d\n", now, next.Req.Route, now.Sub(next.Since), len(dropped), q.Len())
	}
	// Output:
	// 10ms: serves 0 after 10ms, drops 0, still wait 1
	// 30ms: serves 1 after 20ms, drops 0, still wait 2
	// 50ms: serves 2 after 30ms, drops 0, still wait 3
	// 70ms: serves 3 after 40ms, drops 0, still wait 4
	// 90ms: serves 4 after 50ms, drops 0, still wait 5
	// 110ms: serves 11 after 0s, drops 0, still wait 0
	// 130ms: serves 12 after 10ms, drops 0, still wait 1
}
