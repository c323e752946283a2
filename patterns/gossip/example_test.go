package gossip_test

import (
	"fmt"

	"wavetank/patterns/gossip"
	"wavetank/sim"
)

// A rumour that members tell until they have met two in a row who knew it leaves
// some who never hear; told for ever, it reaches all.
func ExampleEpidemic() {
	luck := sim.KeyOf("example").Rand()
	mongering := gossip.Epidemic{Members: 1000, Style: gossip.Push, Stop: gossip.Counter, K: 2}.Run(luck)
	fmt.Printf("%.1f %% never hear, after %.1f messages a member\n", 100*mongering.Residue, mongering.Traffic)
	forever := gossip.Epidemic{Members: 1000, Style: gossip.PushPull}.Run(luck)
	fmt.Println("all know after", forever.Last, "cycles:", forever.Informed)
	// Output:
	// 3.8 % never hear, after 3.3 messages a member
	// all know after 10 cycles: [1 3 6 17 48 134 350 693 957 999 1000]
}

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
