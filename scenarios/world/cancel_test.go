package world_test

import (
	"fmt"
	"testing"

	"wavetank/scenarios"
	"wavetank/sim"
)

// A service that heeds cancellation is told by whoever waits for it: by a load,
// and by a service that does not heed it itself.
func TestWhoHeedsCancellationIsTold(t *testing.T) {
	for _, test := range []struct {
		name        string
		front, back bool
		timeout     string // of the call from front to back
		dropped     int64  // by how many services
	}{
		{"nobody heeds it", false, false, "", 0},
		{"the last alone does not hear that the load gave up", false, true, "", 0},
		{"the last alone hears that its caller gave up", false, true, `, timeout = "20ms"`, 1},
		{"the first drops its own work", true, false, "", 1},
		{"all drop it", true, true, "", 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := parsed(t, fmt.Sprintf(`title = "x"
duration = "2s"
[nodes.front]
cancel = %t
routes.r = { calls = ["back.r"]%s }
[nodes.back]
cancel = %t
routes.r = { work = "1s" }
[loads.user]
to      = "front.r"
rate    = "4/s"
until   = "500ms" # one arrival, at 250 ms
arrivals = "constant"
timeout = "10ms"
`, test.front, test.timeout, test.back))
			got, err := scenarios.Run(t.Context(), s, "", 1, sim.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if n := got.Fact("request.timed_out"); n != 1 {
				t.Fatalf("%d requests timed out, want one", n)
			}
			if n := got.Fact("service.cancelled"); n != test.dropped {
				t.Errorf("%d services dropped it, want %d", n, test.dropped)
			}
		})
	}
}
