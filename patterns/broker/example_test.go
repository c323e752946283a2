package broker_test

import (
	"fmt"

	"wavetank/patterns/broker"
)

// A consumer fails with the first of two messages, and is given it again before the
// second. Then the broker crashes, before its position is durable: both come again.
func Example() {
	var journal []broker.Record
	log := broker.NewLog(1, 1, 1)
	write := func(x broker.Record) {
		journal = append(journal, x)
		log.Fold(x)
	}
	write(broker.Record{What: broker.Published, Message: broker.Message{ID: 10}})
	write(broker.Record{What: broker.Published, Message: broker.Message{ID: 11}})

	cursor := broker.NewCursor(log.Settled(0, 0), 0)
	deliver := func(v broker.Verdict) {
		m, _, _ := log.At(0, 0, cursor.Next())
		fmt.Printf("message %d, delivery %d: %v\n", m.ID, cursor.Deliver(), v)
		cursor.Done(v)
	}
	deliver(broker.Failed)
	deliver(broker.Acked)
	deliver(broker.Acked)

	log = broker.NewLog(1, 1, 1)
	for _, x := range journal {
		log.Fold(x)
	}
	cursor = broker.NewCursor(log.Settled(0, 0), 0)
	fmt.Println("behind after a crash:", log.End(0, 0)-cursor.Next())
	// Output:
	// message 10, delivery 1: failed
	// message 10, delivery 2: acked
	// message 11, delivery 1: acked
	// behind after a crash: 2
}
