package gossip_test

import (
	"fmt"

	"wavetank/patterns/gossip"
	"wavetank/sim"
)

// Two members that write the same item without knowing of each other agree once
// they have compared what they have.
func ExampleMachine() {
	members := []*gossip.Machine{
		gossip.New(gossip.Default(), 0, 2, sim.KeyOf("a").Rand()),
		gossip.New(gossip.Default(), 1, 2, sim.KeyOf("b").Rand()),
	}
	members[0].Write(7, 100)
	members[1].Write(7, 200)
	members[0].Reconcile()
	for from, said := 0, true; said; from = 1 - from {
		said = false
		for _, l := range members[from].Out() {
			members[l.To].Hear(from, &l, func(u gossip.Update, news bool) {
				fmt.Printf("member %d hears %+v, news: %v\n", l.To, u, news)
			})
			said = true
		}
	}
	for i, m := range members {
		u, _ := m.Get(7)
		fmt.Println("member", i, "knows", u.Token)
	}
	// Output:
	// member 0 hears {Item:7 Version:{Count:1 Origin:1} Token:200}, news: true
	// member 0 knows 200
	// member 1 knows 200
}
