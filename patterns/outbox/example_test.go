package outbox_test

import (
	"fmt"

	"wavetank/patterns/outbox"
)

// Two orders about one item go one after the other, an order about another item
// beside them. What was not acknowledged before a crash is published again.
func Example() {
	journal := []outbox.Record{
		{What: outbox.Pending, Message: outbox.Message{ID: 1, Item: 7}},
		{What: outbox.Pending, Message: outbox.Message{ID: 2, Item: 8}},
		{What: outbox.Pending, Message: outbox.Message{ID: 3, Item: 7}},
	}
	recover := func() *outbox.Table {
		table := outbox.NewTable()
		for _, x := range journal {
			table.Fold(x)
		}
		return table
	}
	for i, lane := range recover().Next(10) {
		for _, m := range lane {
			fmt.Printf("lane %d: order %d about %d\n", i, m.ID, m.Item)
		}
	}
	journal = append(journal, outbox.Record{What: outbox.Sent, Message: outbox.Message{ID: 1}})
	fmt.Println("to be published after a crash:", recover().Backlog())
	// Output:
	// lane 0: order 1 about 7
	// lane 0: order 3 about 7
	// lane 1: order 2 about 8
	// to be published after a crash: 2
}
