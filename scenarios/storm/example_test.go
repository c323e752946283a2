package storm_test

import (
	"context"
	"fmt"

	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// A lock service with leases and without fencing tokens, whose store looks at the
// clock instead, works until a write is late and that clock is wrong: a storm finds
// the two faults that it takes.
func ExampleHunt() {
	report, err := storm.Hunt(context.Background(), storm.Plan{
		World:      lockService(false),
		Runs:       1000,
		Properties: []storm.Property{storm.Monotone(stored, storm.ByNone)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	f := report.Failure
	fmt.Printf("storm %d: %s\n", report.Runs, f.Violation.Words)
	for i := range f.Storm {
		fmt.Println(f.Storm[i].Sentence())
	}
	// Output:
	// storm 207: store.written went from 6 back to 4, by store
	// At 3.0862s, for 1ms: clock of store jumps by -640ms.
	// At 2.0611s, for 1ms: delay on client -> store by 1.024s.
}

// A campaign tells what it proves, and what it never reached.
func ExampleProof() {
	report, err := storm.Hunt(context.Background(), storm.Plan{
		World: lockService(true),
		Properties: []storm.Property{
			storm.Monotone(stored, storm.ByNone),
			storm.Sometimes(sim.NewKind("lock.stolen")),
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(storm.Proof(report.Runs))
	fmt.Println("never reached:", report.Unreached)
	// Output:
	// 100 storms without a violation: with 95 % confidence at most 3 % of such storms violate a property (3/100)
	// never reached: [sometimes lock.stolen]
}
