package balance_test

import (
	"fmt"

	"wavetank/patterns/balance"
	"wavetank/sim"
)

// A hundred calls of which none ends go to a hundred hosts: the fullest has fewer
// of them the more hosts each call looks at before it chooses.
func ExampleChooser() {
	for _, d := range []int{1, 2, 3} {
		c := balance.Default()
		c.Policy, c.D = "power-of-d", d
		chooser := balance.NewChooser(c, 0)
		hosts, outstanding := make([]int, 100), make([]int, 100)
		for i := range hosts {
			hosts[i] = i
		}
		fullest := 0
		for call := range sim.Key(100) {
			h := chooser.Choose(hosts, balance.Scale{Load: func(h int) float64 { return float64(outstanding[h]) }}, sim.KeyOf("luck").Mix(uint64(call)).Rand())
			outstanding[h]++
			fullest = max(fullest, outstanding[h])
		}
		fmt.Printf("of %d: at most %d calls at one host\n", d, fullest)
	}
	// Output:
	// of 1: at most 5 calls at one host
	// of 2: at most 3 calls at one host
	// of 3: at most 2 calls at one host
}
