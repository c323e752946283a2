package fault_test

import (
	"context"
	"fmt"
	"testing"

	"wavetank/net"
	"wavetank/scenarios"
	"wavetank/sim"
)

// garbling is a service behind a link that garbles all requests for a second.
const garbling = `
title    = "Garbled requests"
duration = "10s"
seeds    = 1

[nodes.api]
routes.get = { work = "1ms" }

[links."*"]
latency   = "1ms"
transport = "%s"

[loads.users]
to      = "api.get"
rate    = "100/s"
timeout = "5s"

[[faults]]
kind = "corrupt"
at   = "2s"
for  = "1s"
link = "users -> api"
rate = "100%%"

[[expect]]
engaged = true
`

// TestWhatHasAChecksumIsOnlyLate counts what becomes of the same requests over
// both transports.
func TestWhatHasAChecksumIsOnlyLate(t *testing.T) {
	for _, transport := range []string{"stream", "datagram"} {
		s, err := scenarios.Parse("garbling.toml", fmt.Appendf(nil, garbling, transport))
		if err != nil {
			t.Fatal(err)
		}
		count := map[*sim.Kind]int{}
		_, err = scenarios.Run(context.Background(), s, "", 1, sim.Limits{}, func(w *scenarios.World) {
			w.Sim.Attach(sim.SinkFunc(func(x *sim.Fact) { count[x.Kind]++ }))
		})
		if err != nil {
			t.Fatal(err)
		}
		failed, garbled, lost := count[sim.RequestTimedOut], count[net.MessageGarbled], count[net.MessageLost]
		switch {
		case transport == "stream" && (failed > 0 || garbled > 0 || lost == 0):
			t.Errorf("over a stream %d requests time out, %d messages arrive garbled, %d are dropped", failed, garbled, lost)
		case transport == "datagram" && (failed == 0 || failed != garbled || lost > 0):
			t.Errorf("over datagrams %d requests time out, %d messages arrive garbled, %d are dropped", failed, garbled, lost)
		}
	}
}
