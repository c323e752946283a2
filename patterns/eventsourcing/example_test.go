package eventsourcing_test

import (
	"fmt"

	"wavetank/patterns/eventsourcing"
)

// Two tellers decide on the same version; the second has to look again.
func Example() {
	account := eventsourcing.Account(100)
	log := eventsourcing.NewLog()
	read, version, _ := account.Load(log, 7, nil)

	first, _ := eventsourcing.Decide(read, -80, 1, 1)
	second, _ := eventsourcing.Decide(read, -80, 2, 2)
	_, err := log.Append(0, 7, version, first)
	fmt.Println("first:", err)
	_, err = log.Append(0, 7, version, second)
	fmt.Println("second:", err)

	read, _, _ = account.Load(log, 7, nil)
	_, err = eventsourcing.Decide(read, -80, 2, 2)
	fmt.Println("again, on a balance of", read.Amount, "-", err)
	// Output:
	// first: <nil>
	// second: eventsourcing: wrong expected version: stream 7 is at 1, expected 0
	// again, on a balance of 20 - eventsourcing: the balance is too low: nodes: no attempt can succeed: nodes: failed
}
