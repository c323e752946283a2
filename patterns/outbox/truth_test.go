package outbox_test

import (
	"fmt"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
	"wavetank/sim/reference"
)

const relay = `
title    = "A relay"
duration = "30s"
warmup   = "5s"
nodes.service = { routes.write = {} }
nodes.topic   = { routes.take = {} }
links."*" = { latency = "%[3]s" }
loads.l = { to = "service.write", rate = "%[2]s", keys = 1000000 }
[patterns.outbox]
kind      = "outbox"
on        = ["service", "topic"]
writes    = "service.write"
publishes = "topic.take"
arrives   = "topic.take"
relay     = "polling"
interval  = "%[1]s"
batch     = 1000000
[variants]
it = ["outbox"]
`

// TestAPollingRelayDelaysByHalfItsPeriod holds the time from a row to its message,
// and by Little's law the backlog, against the residual life of the relay's period:
// rows come at any time in it, wait for the next look, and are marked a round trip
// later. The period is the interval and, if there was anything, that round trip.
func TestAPollingRelayDelaysByHalfItsPeriod(t *testing.T) {
	seeds := uint64(20)
	if !reference.Whole() {
		seeds = 4
	}
	for _, c := range []struct {
		interval, rate, latency string
		period, perSecond, way  float64 // in seconds
	}{
		{"100ms", "200/s", "1ms", 0.102, 200, 0.001},
		{"500ms", "100/s", "10ms", 0.52, 100, 0.01},
		{"1s", "50/s", "100ms", 1.2, 50, 0.1},
	} {
		s, err := scenarios.Parse("relay.toml", fmt.Appendf(nil, relay, c.interval, c.rate, c.latency))
		if err != nil {
			t.Fatal(err)
		}
		var delay, backlog reference.Sample
		for seed := range seeds {
			run, err := scenarios.Run(t.Context(), s, "", seed+1, sim.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if d, ok := reports.Find[*reports.Values](run.Told, "outbox.arrived"); ok && d.Count() > 0 {
				mean, _ := d.Mean()
				delay.Add(mean.Seconds())
			}
			if l, ok := reports.Find[*reports.Level](run.Told, "outbox.backlog"); ok {
				backlog.Add(l.Mean)
			}
		}
		delay.Near(t, "every "+c.interval+": delay", c.period/2+c.way, 0.02*(c.period/2+c.way))
		backlog.Near(t, "every "+c.interval+": backlog", c.perSecond*(c.period/2+2*c.way), 0.02*(c.perSecond*(c.period/2+2*c.way)))
	}
}
