package limit_test

import (
	"fmt"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/limit"
	"wavetank/sim"
)

// A limit that goes up by one while all is well, and down to nine tenths at a drop.
func ExampleLimiter() {
	c := limit.Default()
	c.Law, c.Window, c.Initial = "aimd", 0, 10
	l := limit.New(c, patterns.Jitter{})
	for i, o := range []limit.Outcome{limit.Well, limit.Well, limit.Dropped, limit.Ignored} {
		for range 5 {
			l.Enter()
		}
		for range 4 {
			l.Leave(sim.Time(i), limit.Ignored, 0)
		}
		l.Leave(sim.Time(i), o, time.Millisecond)
		fmt.Println("in use", l.InUse(), "limit", l.Limit())
	}
	// Output:
	// in use 0 limit 11
	// in use 0 limit 11
	// in use 0 limit 9
	// in use 0 limit 9
}
