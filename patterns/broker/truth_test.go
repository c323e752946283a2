package broker_test

import (
	"fmt"
	"math"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// measure returns the mean of something over replications, and its standard error.
func measure(t *testing.T, text string, seeds uint64, of func(*reports.Summary) float64) (mean, se float64) {
	s, err := scenarios.Parse("truth.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var sum, squares float64
	for seed := range seeds {
		run, err := scenarios.Run(t.Context(), s, "", seed+1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		x := of(run)
		sum += x
		squares += x * x
	}
	n := float64(seeds)
	mean = sum / n
	return mean, math.Sqrt(max(0, squares/n-mean*mean) / (n - 1))
}

const line = `
title    = "A partition"
duration = "60s"
warmup   = "5s"
nodes.broker = { routes.topic = {} }
nodes.worker = { routes.do = { work = "8ms", errors = "%[2]v" } }
links."*" = { latency = "1ms" }
loads.l = { to = "broker.topic", rate = "%[1]v/s"%[4]s }
[patterns.queue]
kind = "broker"
on   = "broker"
redeliver      = "1ms"
max_deliveries = %[3]d
subscriptions  = [{ topic = "broker.topic", to = "worker.do" }]
[variants]
it = ["queue"]
`

// TestAPartitionIsAQueueWithOneServer holds the lag against M/D/1: a partition deals
// with one message at a time, each for 8 ms of work and a round trip of 2 ms.
func TestAPartitionIsAQueueWithOneServer(t *testing.T) {
	seeds := uint64(20)
	if !reference.Whole() {
		seeds = 3
	}
	for _, rho := range []float64{0.2, 0.5, 0.8} {
		text := fmt.Sprintf(line, rho*100, "0%", 0, "")
		got, se := measure(t, text, seeds, func(s *reports.Summary) float64 {
			if l, ok := reports.Find[*reports.Level](s.Told, "broker.lag"); ok {
				return l.Mean
			}
			t.Fatal("there is no lag")
			return 0
		})
		want := rho + rho*rho/(2*(1-rho))
		t.Logf("load %.1f: lag %.4f ± %.4f, M/D/1 %.4f", rho, got, se, want)
		if math.Abs(got-want) > max(0.02*want, 3.5*se) {
			t.Errorf("load %.1f: lag %.4f ± %.4f, want %.4f", rho, got, se, want)
		}
	}
}

// TestDeliveriesUntilOneSucceeds holds deliveries against the geometric law.
func TestDeliveriesUntilOneSucceeds(t *testing.T) {
	for _, c := range []struct {
		p    float64
		most int
	}{{0.1, 0}, {0.5, 0}, {0.3, 2}, {0.5, 4}} {
		text := fmt.Sprintf(line, "20", c.p, c.most, `, until = "50s"`)
		seeds := uint64(10)
		if !reference.Whole() {
			seeds = 3
		}
		var n, parked, again float64
		measure(t, text, seeds, func(s *reports.Summary) float64 {
			n += float64(s.Fact("broker.published"))
			parked += float64(s.Fact("broker.parked"))
			again += float64(s.Fact("broker.redelivered"))
			return 0
		})
		parked, again = parked/n, again/n
		// A message comes again after each failure but the last that is allowed.
		wantParked, wantAgain := 0.0, c.p/(1-c.p)
		if c.most > 0 {
			wantParked = math.Pow(c.p, float64(c.most))
			wantAgain = (c.p - wantParked) / (1 - c.p)
		}
		sd := math.Sqrt(c.p) / (1 - c.p) // of the geometric law, which is the widest
		if slack := 3.5 * sd / math.Sqrt(n); math.Abs(parked-wantParked) > slack || math.Abs(again-wantAgain) > slack {
			t.Errorf("p %.1f, at most %d: %.4f parked, want %.4f; %.4f again, want %.4f", c.p, c.most, parked, wantParked, again, wantAgain)
		}
	}
}
