package gossipmodel_test

import (
	"fmt"

	"wavetank/patterns/gossip"
	"wavetank/patterns/gossip/gossipmodel"
	"wavetank/sim"
)

// A rumour that members tell until they have met two in a row who knew it leaves
// some who never hear; told for ever, it reaches all.
func ExampleEpidemic() {
	luck := sim.KeyOf("example").Rand()
	mongering := gossipmodel.Epidemic{Members: 1000, Style: gossip.Push, Stop: gossipmodel.Counter, K: 2}.Run(luck)
	fmt.Printf("%.1f %% never hear, after %.1f messages a member\n", 100*mongering.Residue, mongering.Traffic)
	forever := gossipmodel.Epidemic{Members: 1000, Style: gossip.PushPull}.Run(luck)
	fmt.Println("all know after", forever.Last, "cycles:", forever.Informed)
	// Output:
	// 3.8 % never hear, after 3.3 messages a member
	// all know after 10 cycles: [1 3 6 17 48 134 350 693 957 999 1000]
}
