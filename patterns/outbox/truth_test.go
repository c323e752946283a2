package outbox_test

import (
	"fmt"
	"math"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
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
	if testing.Short() {
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
		var delay, backlog sample
		for seed := range seeds {
			run, err := scenarios.Run(t.Context(), s, "", seed+1, sim.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if d, ok := reports.Find[*reports.Delay](run.Told, "outbox.arrived"); ok && d.Count() > 0 {
				mean, _ := d.Mean()
				delay.add(mean.Seconds())
			}
			if l, ok := reports.Find[*reports.Level](run.Told, "outbox.backlog"); ok {
				backlog.add(l.Mean)
			}
		}
		check := func(what string, got sample, want float64) {
			mean, se := got.mean()
			t.Logf("every %s: %s %.4f ± %.4f, theory %.4f", c.interval, what, mean, se, want)
			if !(math.Abs(mean-want) <= max(0.02*want, 3.5*se)) {
				t.Errorf("every %s: %s %.4f ± %.4f, want %.4f", c.interval, what, mean, se, want)
			}
		}
		check("delay", delay, c.period/2+c.way)
		check("backlog", backlog, c.perSecond*(c.period/2+2*c.way))
	}
}

// A sample is a number from each of several runs.
type sample []float64

func (s *sample) add(x float64) { *s = append(*s, x) }

// mean returns the mean and its standard error.
func (s sample) mean() (mean, se float64) {
	n := float64(len(s))
	for _, x := range s {
		mean += x / n
	}
	for _, x := range s {
		se += (x - mean) * (x - mean) / (n * (n - 1))
	}
	return mean, math.Sqrt(se)
}
