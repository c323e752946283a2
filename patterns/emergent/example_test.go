package emergent_test

import (
	"fmt"

	"wavetank/patterns/emergent"
)

// Whoever joined first leads. When it goes the next one does, and nobody votes.
// When it is back it is the youngest.
func ExampleView() {
	v := emergent.Found(1, 0).With(2, 0).With(3, 0)
	tell := func() {
		leader, _ := v.Leader()
		fmt.Printf("%d of %d leads, number %d\n", leader.ID, len(v.Members), leader.Number)
	}
	tell()
	v = v.Without(1)
	tell()
	v = v.With(1, 1)
	tell()
	// Output:
	// 1 of 3 leads, number 1
	// 2 of 2 leads, number 2
	// 2 of 3 leads, number 2
}
