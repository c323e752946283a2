package inbox_test

import (
	"fmt"
	"time"

	"wavetank/nodes"
	"wavetank/patterns/inbox"
)

// A receiver that remembers for a minute knows a copy after half of it, whatever
// happened in between, and not after two.
func Example() {
	const minute = nodes.Reading(time.Minute)
	journal := []inbox.Record{{What: inbox.Both, ID: 42, At: 0}}
	memory := inbox.NewMemory(time.Minute, 0)
	for _, x := range journal {
		memory.Fold(x)
	}
	fmt.Println(memory.Knows(minute/2, 42), memory.Knows(2*minute, 42))
	// Output: true false
}
