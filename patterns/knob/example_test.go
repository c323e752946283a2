package knob_test

import (
	"fmt"
	"time"

	"wavetank/patterns/knob"
)

// A Config is a table of a scenario and a value in Go, and its tags are all that
// there is to say of it.
type Config struct {
	Rule   string        `toml:"rule" default:"count" enum:"count,time" doc:"what is looked at"`
	Window int           `toml:"window" default:"100" range:"1..100000" only:"rule=count" doc:"calls remembered"`
	Span   time.Duration `toml:"span" default:"10s" range:"1ms..24h" only:"rule=time" doc:"time remembered"`
}

func Example() {
	c := knob.Default[Config]()
	fmt.Println(c.Rule, c.Window, c.Span)
	c.Rule, c.Window = "time", 20
	fmt.Println(knob.Check(&c))
	for _, d := range knob.Describe(&c)[1:] {
		fmt.Printf("%s: %s, only with %s\n", d.Key, d.Doc, d.Only)
	}
	// Output:
	// count 100 10s
	// window: has no effect under rule = "time", only under "count"
	// window: calls remembered, only with rule = count
	// span: time remembered, only with rule = time
}
