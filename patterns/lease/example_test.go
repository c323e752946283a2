package lease_test

import (
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns/lease"
)

// One holds the lease and renews it, another is refused until it is over. The token
// that it gets then is a higher one: a resource that has seen that refuses what the
// first may still write.
func ExampleLock() {
	var l lease.Lock
	for _, ask := range []struct {
		at  time.Duration
		who net.ID
	}{{0, 1}, {time.Second, 2}, {time.Second, 1}, {2 * time.Second, 2}, {3 * time.Second, 2}} {
		ok, _ := l.Ask(nodes.Ticks(ask.at), ask.who, 2*time.Second)
		fmt.Println(ask.at, "to", ask.who, ok, "token", l.Token)
	}
	// Output:
	// 0s to 1 true token 1
	// 1s to 2 false token 1
	// 1s to 1 true token 1
	// 2s to 2 false token 1
	// 3s to 2 true token 2
}
