package retry_test

import (
	"fmt"
	"time"

	"wavetank/patterns/retry"
	"wavetank/sim"
)

// Fifty clients want to write one row at once, each having read its version: one
// wins, and the others wait and read again (M. Brooker, Exponential Backoff And
// Jitter, 2015). It takes processes, sleep and a Backoff, and no network.
func ExampleBackoff_contention() {
	for _, x := range []struct {
		name    string
		backoff retry.Backoff
	}{
		{"no wait", retry.Backoff{}},
		{"no jitter", retry.Backoff{Base: 10 * time.Millisecond, Factor: 2, Cap: 2 * time.Second}},
		{"full jitter", retry.Backoff{Base: 10 * time.Millisecond, Factor: 2, Cap: 2 * time.Second, Jitter: retry.Full}},
	} {
		w := sim.New(sim.Config{Seed: 1})
		wire := sim.Normal{Mu: 10 * time.Millisecond, Sigma: 2 * time.Millisecond}
		version, writes := 0, 0
		for id := range sim.Key(50) {
			w.Go(w.Owner("clients"), func(p *sim.Proc) {
				hops := uint64(0)
				hop := func() { hops++; p.Sleep(wire.Sample(w.Draw(id, sim.Key(hops)))) }
				wait := time.Duration(0)
				for failures := 0; ; failures++ {
					hop() // there, to read
					seen := version
					hop()
					hop() // there, to write
					won := version == seen
					writes++
					if won {
						version++
					}
					if hop(); won {
						return
					}
					wait = x.backoff.Next(failures, wait, w.Draw(id.Mix(1), sim.Key(failures)))
					p.Sleep(wait)
				}
			})
		}
		if err := w.Run(sim.Forever); err != nil {
			fmt.Println(err)
		}
		fmt.Printf("%-11s %4d writes, the last at %v\n", x.name, writes, time.Duration(w.Now()).Round(time.Millisecond))
		w.Close()
	}
	// Output:
	// no wait      680 writes, the last at 1.105s
	// no jitter    636 writes, the last at 37.606s
	// full jitter  333 writes, the last at 3.363s
}
