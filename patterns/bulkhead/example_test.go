package bulkhead_test

import (
	"fmt"

	"wavetank/patterns/bulkhead"
)

// Two calls are under way, a third waits, a fourth finds no place. When one ends,
// the third has its permit.
func ExamplePool() {
	p := bulkhead.NewPool(2, 1, true)
	var calls [4]bulkhead.Ticket
	for i := range calls {
		fmt.Println(i+1, []string{"is refused", "waits", "goes on"}[p.Ask(&calls[i])])
	}
	granted := p.Leave(&calls[0])
	fmt.Println("one ends; the third goes on:", granted == &calls[2])
	fmt.Println("in use:", p.InUse(), "waiting:", p.Waiting())
	// Output:
	// 1 goes on
	// 2 goes on
	// 3 waits
	// 4 is refused
	// one ends; the third goes on: true
	// in use: 2 waiting: 0
}
