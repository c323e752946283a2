package hedge_test

import (
	"fmt"
	"time"

	"wavetank/patterns/hedge"
	"wavetank/sim"
)

// A call with one hedge after ten milliseconds: the hedge fails and says nothing
// final, as the first attempt is still under way; that gives the answer.
func Example() {
	ms := func(n int) sim.Time { return sim.Time(n) * sim.Time(time.Millisecond) }
	r := hedge.NewRace(ms(0), 1, 10*time.Millisecond)
	r.Send(ms(0))
	at, due := r.Next()
	fmt.Println("next due", due, "at", at)
	r.Send(at)
	fmt.Println("in flight", r.Flying())
	fmt.Println("hedge failed: result", r.End(ms(15), hedge.NonFatal))
	fmt.Println("first answered: result", r.End(ms(30), hedge.Good))
	// Output:
	// next due true at 10ms
	// in flight 2
	// hedge failed: result false
	// first answered: result true
}
