package clockbound_test

import (
	"fmt"
	"time"

	"wavetank/nodes"
	"wavetank/patterns/clockbound"
)

// A clock that may be 5 ms wrong stamps a write with the latest time that it may
// be, and acknowledges it when that is over by every clock: more than twice the
// bound later. Half of it would not do.
func ExampleInterval() {
	const epsilon = 5 * time.Millisecond
	begun := nodes.Reading(time.Second)
	stamp := clockbound.Around(begun, epsilon).Latest
	for _, wait := range []time.Duration{epsilon, 2 * epsilon, 2*epsilon + 1} {
		now := clockbound.Around(begun.Add(wait), epsilon)
		fmt.Println(wait, now.Past(stamp))
	}
	// Output:
	// 5ms false
	// 10ms false
	// 10.000001ms true
}

// What is written is seen by readers at its stamp and above, once its wait is over.
func ExampleStore() {
	s := clockbound.NewStore()
	at := func(n int) clockbound.Stamp { return clockbound.Stamp{Wall: nodes.Reading(n)} }
	stamp := s.Begin(7, 100, at(10))
	fmt.Printf("at 5: %+v\n", s.Read(7, at(5), clockbound.Stamp{}))
	fmt.Println("at 20, blocked:", s.Read(7, at(20), clockbound.Stamp{}).Blocked)
	s.Commit(7, stamp)
	fmt.Println("at 20:", s.Read(7, at(20), clockbound.Stamp{}).Token)
	// Output:
	// at 5: {Token:0 Blocked:false Restart:{Wall:0s Count:0}}
	// at 20, blocked: true
	// at 20: 100
}
