package balance_test

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"testing"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// choice is a row of testdata/lb1_power_of_d.json: the mean time in the system of
// 100 FIFO servers of exponential service, in service times, by Mitzenmacher's
// published simulation and one made beside the table. The file names its sources.
type choice struct {
	D         int
	Lam       float64
	Infinite  float64 `json:"infinite_n"`
	Published any     `json:"published_sim_n100"`
	Own       any     `json:"own_sim_n100_distinct"`
}

// exact returns what the row says of 100 servers. One choice makes them
// independent queues, so that their number does not matter.
func (c choice) exact() float64 {
	for _, x := range []any{c.Own, c.Published} {
		if f, ok := x.(float64); ok {
			return f
		}
	}
	return c.Infinite
}

const (
	replications = 20
	service      = 10 * time.Millisecond // one unit of time
)

// supermarket is the row as a scenario: a user who has read what "describe
// load-balancer" prints can write it.
// Requests that come before the queues have settled do not count, and those that
// do are all waited for.
func supermarket(c choice, units, settle float64) string {
	span := func(units float64) time.Duration { return time.Duration(units * float64(service)) }
	return fmt.Sprintf(`
title    = "power of %d choices"
duration = "%v"
warmup   = "%v"
[nodes.server]
instances = 100
workers   = 1
routes.r  = { work = "exp %v" }
[loads.customers]
to    = "server.r"
rate  = "%.6f/s"
until = "%v"
[patterns.balance]
kind   = "load-balancer"
on     = "customers -> server"
policy = "power-of-d"
d      = %d
[variants]
balanced = ["balance"]
`, c.D, span(settle+units+500), span(settle), service, 100*c.Lam/service.Seconds(), span(settle+units), c.D)
}

// TestTruthOfThePowerOfChoices runs every row through the language of scenarios.
func TestTruthOfThePowerOfChoices(t *testing.T) {
	for _, c := range choices(t) {
		t.Run(fmt.Sprintf("d=%d at %v", c.D, c.Lam), func(t *testing.T) {
			if !reference.Whole() && (c.D == 1 || c.Lam == 0.99) {
				t.Skip("takes too long to settle")
			}
			units, settle, allowed := 300.0, 60.0, 0.01
			switch {
			case c.D == 1: // a queue alone forgets slowly
				units, settle = 500, 1000
			case c.Lam == 0.99:
				units, settle, allowed = 700, 1000, 0.04
			}
			if !reference.Whole() {
				units /= 5
			}
			held(t, runs(t, supermarket(c, units, settle)), c.exact(), allowed)
		})
	}
}

// BenchmarkTruth runs each row with one seed after another, and reports how far off the
// table their mean is, and its standard error, in percent. With -benchtime 200x it runs
// for as long as the table asks for.
func BenchmarkTruth(b *testing.B) {
	for _, c := range choices(b) {
		b.Run(fmt.Sprintf("d=%d at %v", c.D, c.Lam), func(b *testing.B) {
			s, err := scenarios.Parse("truth.toml", []byte(supermarket(c, 1000, 1000)))
			if err != nil {
				b.Fatal(err)
			}
			var found []float64
			for b.Loop() {
				mean, err := meanLatency(s, uint64(len(found)+1))
				if err != nil {
					b.Fatal(err)
				}
				found = append(found, mean)
			}
			mean, se := estimate(found)
			b.ReportMetric(100*(mean/c.exact()-1), "%off")
			if len(found) > 1 {
				b.ReportMetric(100*se/mean, "%se")
			}
		})
	}
}

func choices(t testing.TB) []choice {
	t.Helper()
	var table []choice
	reference.Table(t, "lb1_power_of_d", &table)
	return table
}

// estimate returns the mean of the replications and its standard error.
func estimate(found []float64) (mean, se float64) {
	var s reference.Sample
	for _, x := range found {
		s.Add(x)
	}
	return s.Mean(), s.Error()
}

// held holds the means of the replications against the truth: within what the
// table allows, or 3.5 standard errors.
func held(t *testing.T, found []float64, exact, allowed float64) {
	t.Helper()
	mean, se := estimate(found)
	t.Logf("mean time in the system %.4f, table %.4f (%+.2f%%), standard error %.2f%%", mean, exact, 100*(mean/exact-1), 100*se/mean)
	if math.Abs(mean-exact) > max(allowed*exact, 3.5*se) {
		t.Errorf("mean time in the system is %.4f, the table says %.4f", mean, exact)
	}
	if reference.Whole() && se > 2*allowed*exact {
		t.Errorf("the standard error %.4f is too large to tell", se)
	}
}

// runs returns the mean latency of a scenario for each of many seeds, in units.
func runs(t testing.TB, text string) []float64 {
	t.Helper()
	s, err := scenarios.Parse("truth.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	found := make([]float64, replications)
	seeds := make(chan int, replications)
	for i := range found {
		seeds <- i
	}
	close(seeds)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range seeds {
				if found[i], err = meanLatency(s, uint64(i+1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
	return found
}

func meanLatency(s *scenarios.Scenario, seed uint64) (float64, error) {
	w, err := world.Build(s, "", seed, sim.Limits{})
	if err != nil {
		return 0, err
	}
	defer w.Close()
	var sum time.Duration
	n := 0
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		if f.Kind == sim.RequestOK && f.Extra >= int64(s.Warmup) {
			sum += time.Duration(f.Value)
			n++
		}
	}))
	err = w.Sim.Run(sim.Time(s.Duration))
	return sum.Seconds() / float64(n) / service.Seconds(), err
}
