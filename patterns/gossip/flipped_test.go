package gossip_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"wavetank/scenarios"
	"wavetank/sim"
)

// flips is a group that spreads what is written in its first half, while bits
// flip for one second of that.
const flips = `
title    = "A flipped bit gets around"
duration = "20s"

[nodes.cache]
instances = 6
routes.get = { work = "1ms", op = "read" }
routes.put = { work = "1ms", op = "write" }

[links."*"]
latency = "1ms"

[links."cache -> cache"]
transport = "datagram"

[loads.operator]
to      = "cache.put"
rate    = "5/s"
until   = "10s"
timeout = "1s"
keys    = 10

[loads.readers]
to      = "cache.get"
rate    = "100/s"
timeout = "1s"
keys    = 10

[patterns.gossip]
kind         = "gossip"
on           = "cache"
anti_entropy = "1s"

[variants]
gossip = ["gossip"]

[[faults]]
kind = "corrupt"
at   = "9s"
for  = "1s"
link = "cache -> cache"
rate = "20%"
`

// TestAFlippedBitGetsAround: long after the link is sound again, members still
// tell values that nobody ever wrote, as no checksum stopped them.
func TestAFlippedBitGetsAround(t *testing.T) {
	for transport, spreads := range map[string]bool{"datagram": true, "stream": false} {
		s, err := scenarios.Parse("flips.toml", []byte(strings.Replace(flips, "datagram", transport, 1)))
		if err != nil {
			t.Fatal(err)
		}
		written, wrong := map[int64]bool{0: true}, 0
		_, err = scenarios.Run(context.Background(), s, "", 1, sim.Limits{}, func(w *scenarios.World) {
			w.Sim.Attach(sim.SinkFunc(func(x *sim.Fact) {
				switch {
				case x.Kind == sim.ItemWriting:
					written[x.Extra] = true
				case x.Kind == sim.ItemRead && !written[x.Extra] && x.At > sim.Time(15*time.Second):
					wrong++
				}
			}))
		})
		if err != nil {
			t.Fatal(err)
		}
		if wrong > 0 != spreads {
			t.Errorf("over a %s, %d reads find what nobody wrote, long after", transport, wrong)
		}
	}
}
