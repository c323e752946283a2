package storm_test

import (
	"context"
	"fmt"

	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// A lock service with leases and without fencing tokens works until a write is on
// its way for longer than the lease. A storm finds that, and needs one fault.
func ExampleHunt() {
	report, err := storm.Hunt(context.Background(), storm.Plan{
		World:      lockService(false),
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
	// storm 4: store.written went from 4 back to 3, by store
	// At 1.823s, for 1ms: delay on client -> store by 250ms.
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
