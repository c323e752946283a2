package saga_test

import (
	"fmt"

	"wavetank/patterns/saga"
)

// A flight is booked, the hotel is full: the flight is cancelled again.
func Example() {
	c := saga.Default()
	c.Steps = []saga.Step{
		{Action: "flight.book", Compensation: "flight.cancel"},
		{Action: "hotel.book", Compensation: "hotel.cancel"},
	}
	s := saga.New(&c)
	answers := []saga.Answer{saga.Done, saga.Refused, saga.Done}
	for order, ok := s.Next(); ok; order, ok = s.Next() {
		step := c.Steps[order.Step]
		if order.Undo {
			fmt.Println(step.Compensation)
		} else {
			fmt.Println(step.Action)
		}
		s.Told(answers[0])
		answers = answers[1:]
	}
	fmt.Println(s.State())
	// Output:
	// flight.book
	// hotel.book
	// flight.cancel
	// compensated
}
