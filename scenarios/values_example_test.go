package scenarios_test

import (
	"context"
	"fmt"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// A scenario is plain data, which Go code can make without a file. What is not
// set does not happen.
func ExampleRun_values() {
	crash := time.Second
	s := &scenarios.Scenario{
		Title: "A bank that crashes", Duration: 10 * time.Second,
		Nodes: []language.Node{{Name: "bank", Workers: 2, Routes: []language.Route{
			{Name: "charge", Work: sim.Constant(20 * time.Millisecond)},
		}}},
		Loads: []language.Workload{{
			Name: "buyers", Rate: 10, Arrivals: "constant", Timeout: time.Second, Until: 10 * time.Second,
			To: []language.Share{{To: language.Target{Node: "bank", Route: "charge"}, Weight: 1}},
		}},
		Variants: []scenarios.Variant{{Name: "baseline"}},
		Faults: []scenarios.Fault{{
			Kind: "crash", Schedule: fault.Schedule{At: &crash, For: sim.Constant(2 * time.Second)},
			Effect: &fault.Crash{Machines: fault.Machines{Nodes: []fault.Victim{{Name: "bank"}}}},
		}},
	}
	run, err := scenarios.Run(context.Background(), s, "baseline", 1, sim.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	buyers := run.Loads[0]
	fmt.Println(buyers.OK, "were served,", buyers.Failed, "failed,", buyers.TimedOut, "gave up")
	// Output: 79 were served, 20 failed, 0 gave up
}
