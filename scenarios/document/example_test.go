package document_test

import (
	"fmt"

	"wavetank/scenarios/document"
)

// A reader goes through the values, and complains where they stand.
func Example() {
	text := "# a shop\nworkers = 4\nqeue = 8\n"
	d := document.Parse("shop.toml", []byte(text), document.Form{Largest: 1 << 20})
	known := []string{"workers", "queue"}
	for _, key := range d.Root.Keys() {
		if key != known[0] && key != known[1] {
			d.Complain(d.Root.Of(key).KeyAt(), "unknown key %q", key).OneOf(key, known)
		}
	}
	fmt.Println(d.Err())
	// Output:
	// shop.toml:3:1: unknown key "qeue"
	//     3 | qeue = 8
	//       | ^
	// did you mean "queue"? allowed: queue, workers
}
