package lint_test

import (
	"fmt"

	"wavetank/scenarios"
	"wavetank/scenarios/lint"
)

// A breaker wants a hundred calls in a window of five seconds, which hold fifty.
func ExampleAll() {
	s, err := scenarios.Parse("shop.toml", []byte(`title = "A shop"
duration = "60s"
[nodes.shop]
workers = 4
routes.order = { work = "10ms", calls = [{ to = "stock.reserve", timeout = "300ms" }] }
[nodes.stock]
workers = 2
routes.reserve = { work = "exp 50ms" }
[loads.shoppers]
to = "shop.order"
rate = "10/s"
[patterns.breaker]
kind = "circuit-breaker"
on = "shop -> stock"
rule = "time"
window_time = "5s"
`))
	if err != nil {
		panic(err)
	}
	for _, n := range lint.All(s) {
		fmt.Println(n)
		if n.Serious {
			fmt.Println("what would mend it:", n.Mend)
		}
	}
	// Output:
	// shop.toml:3:8: shop is busy: 15 %, 10/s of 60ms on 4 workers
	// shop.toml:6:8: stock is busy: 25 %, 10/s of 50ms on 2 workers
	// shop.toml:12:11: breaker on shop -> stock never has enough calls in its window to judge by: about 50 in 5s, minimum_calls 100 (variant with)
	// what would mend it: minimum_calls = 25, or a longer window_time
}
