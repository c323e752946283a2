package scenarios_test

import (
	"cmp"
	"context"
	"fmt"

	"wavetank/scenarios"
	"wavetank/sim"
)

// One run of a scenario from the library.
func Example() {
	s, err := scenarios.Open("mm1")
	if err != nil {
		fmt.Println(err)
		return
	}
	sum, err := scenarios.Run(context.Background(), s, "baseline", 1, sim.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	customers := sum.Loads[0]
	fmt.Println(s.Title, "in", sum.Duration, "of virtual time")
	fmt.Println("came:", customers.Requests, "served:", customers.OK, "still there:", customers.InFlight)
	if median, ok, err := sum.Metric("p50", "customers"); ok && err == nil {
		fmt.Printf("median time: %.1f ms, and by theory %.1f ms\n", median, 34.66)
	}

	// Output:
	// M/M/1, a measuring stick in 16m40s of virtual time
	// came: 71999 served: 71997 still there: 2
	// median time: 34.4 ms, and by theory 34.7 ms
}

// Every variant with every seed, and what difference the breaker makes.
func ExampleCompare() {
	s, err := scenarios.Open("circuit-breaker")
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := scenarios.Compare(context.Background(), s, scenarios.CompareOptions{Seeds: scenarios.Seeds(1, 5)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range result.Differences {
		if d.Metric == "error_rate" {
			fmt.Printf("%s: %s in %d of %d seeds\n", cmp.Or(d.Load, "all together"), d.Verdict, d.Better, d.Pairs)
		}
	}
	scenarios.Judge(s, result)
	for _, e := range result.Expectations {
		fmt.Println(e.Verdict.Status, "-", e.That)
	}

	// Output:
	// all together: better in 5 of 5 seeds
	// shoppers: better in 5 of 5 seeds
	// browsers: better in 5 of 5 seeds
	// pass - with.browsers.error_rate < without.browsers.error_rate / 10
	// pass - with.error_rate < without.error_rate / 2
	// pass - with.attempts_per_request - without.attempts_per_request < 0.1
	// pass - engaged
}

// A scenario need not be a file.
func ExampleParse() {
	s, err := scenarios.Parse("inline.toml", []byte(`
title    = "Two workers and no queue"
duration = "100s"

[nodes.desk]
workers = 2
queue   = 0
routes.ask = { work = "1s" }

[loads.visitors]
to       = "desk.ask"
rate     = "4/s"
arrivals = "constant"
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	sum, err := scenarios.Run(context.Background(), s, "", 1, sim.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	v := sum.Loads[0]
	fmt.Println(v.Requests, "came,", v.OK, "were served,", v.Rejected, "turned away,", v.InFlight, "still there")

	// Output:
	// 399 came, 198 were served, 199 turned away, 2 still there
}

// What is wrong with a scenario is said with the place and what is allowed.
func ExampleParse_wrong() {
	_, err := scenarios.Parse("shop.toml", []byte(`title = "A shop"
duration = "1m"

[nodes.checkout]
workers = 4
qeue = 10
`))
	fmt.Println(err)

	// Output:
	// shop.toml:6:1: unknown key "qeue" in [nodes.checkout]
	//     6 | qeue = 10
	//       | ^
	// did you mean "queue"? allowed: cancel, clock, coherence, collector, contention, database, discipline, disk, heap, instances, max_wait, pick, … (19 in all)
}
