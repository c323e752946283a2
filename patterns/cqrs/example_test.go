package cqrs_test

import (
	"fmt"

	"wavetank/patterns/cqrs"
	"wavetank/patterns/eventsourcing"
	"wavetank/sim"
)

// Two read models follow one log. What is delivered again changes nothing, and
// what a crash has left of a transaction is all of it or nothing.
func Example() {
	log := eventsourcing.NewLog()
	for i, change := range []int64{5, -2, 10} {
		event, _ := eventsourcing.Decide(eventsourcing.Balance{Amount: 100}, change, sim.Key(i+1), int64(i+1))
		log.Append(0, 7, eventsourcing.Any, event)
	}
	stock := cqrs.NewModel(cqrs.FoldOf("sum"), nil)
	changes := cqrs.NewModel(cqrs.FoldOf("count"), nil)
	var disk [][]byte
	for _, event := range log.All(0, 100) {
		for _, model := range []*cqrs.Model{stock, changes, stock} {
			t := model.Begin()
			t.Take(event)
			if model == stock {
				disk = append(disk, t.Record())
			}
			t.Commit()
		}
	}
	fmt.Println("stock", stock.Row(7).Value, "after", changes.Row(7).Value, "changes, up to", stock.Checkpoint())

	again := cqrs.NewModel(cqrs.FoldOf("sum"), nil)
	for _, record := range disk[:3] { // then came the crash
		again.Restore(record)
	}
	fmt.Println("on the disk", again.Row(7).Value, "up to", again.Checkpoint())
	// Output:
	// stock 13 after 3 changes, up to 3
	// on the disk 3 up to 2
}
