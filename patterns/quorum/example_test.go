package quorum_test

import (
	"fmt"

	"wavetank/patterns/quorum"
)

// Two members write without knowing of each other: version vectors keep both, and
// a write that has read them takes the place of both. Last-writer-wins drops one.
func ExampleVersions_Merge() {
	version := func(token, writer int64, knows quorum.Vector) quorum.Version {
		dot := quorum.Dot{Writer: writer, Count: 1}
		return quorum.Version{Token: token, Stamp: token, Dot: dot, Knows: knows.With(dot)}
	}
	east, west := version(100, 1, nil), version(200, 2, nil)
	siblings, _ := quorum.Versions{east}.Merge(quorum.Versions{west}, true)
	fmt.Println(len(siblings), "siblings")
	joined, _ := siblings.Merge(quorum.Versions{version(300, 3, siblings.Knows())}, true)
	fmt.Println(len(joined), "version, of", joined.Winner().Token)
	_, lost := quorum.Versions{east}.Merge(quorum.Versions{west}, false)
	fmt.Println("last-writer-wins loses", lost.Winner().Token)
	// Output:
	// 2 siblings
	// 1 version, of 300
	// last-writer-wins loses 100
}
