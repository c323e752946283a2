package membership_test

import (
	"fmt"
	"time"

	"wavetank/patterns/membership"
	"wavetank/sim"
)

// A member that is accused objects, and is believed: it is in a newer incarnation
// than the update.
func ExampleMachine() {
	c := membership.LAN()
	now := sim.Time(0)
	m := membership.New(c, 1, 2, 7, now, sim.KeyOf("example").Rand())
	accusation := membership.Update{Member: 1, By: 0, Incarnation: 7, Status: membership.Suspect}
	m.Hear(now, &membership.Message{From: 0, To: 1, Act: membership.Ping, Updates: []membership.Update{accusation}})
	for _, l := range m.Out() {
		for _, claim := range l.Updates {
			fmt.Printf("to %d: member %d is %v in incarnation %d\n", l.To, claim.Member, claim.Status, claim.Incarnation)
		}
	}
	// Output:
	// to 0: member 1 is alive in incarnation 8
}

// A suspicion lasts the longer the fewer share it.
func ExampleRemaining() {
	shortest := membership.SuspicionTimeout(4, 100, time.Second)
	for confirmations := range 3 {
		fmt.Println(confirmations, membership.Remaining(confirmations, 2, shortest, 6*shortest))
	}
	// Output:
	// 0 48s
	// 1 22.762s
	// 2 8s
}
