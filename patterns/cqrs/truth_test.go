package cqrs_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// A follower is a read model behind a log to which events come at random.
const follower = `
title    = "x"
duration = "%[1]v"
warmup   = "5s"
nodes.shop  = { routes.buy = { op = "write" } }
nodes.pages = { routes.page = { op = "read" } }
loads.buyers = { to = "shop.buy", rate = "%[2]v/s", keys = 1000000 }
patterns.it = { kind = "cqrs", on = ["shop", "pages"], probe = "%[3]v", commands = [{ route = "shop.buy" }], projections = [{ name = "page", queries = ["pages.page"], %[4]s }] }
variants.it = ["it"]
`

// runs are the seeds over which a number is measured.
const runs = 20

// follow returns what runs of so many events each measured.
func follow(t *testing.T, events, rate float64, probe time.Duration, projection string) (lag, p95, stale reference.Sample) {
	t.Helper()
	if !reference.Whole() {
		events /= 8
	}
	s, err := scenarios.Parse("follower.toml", fmt.Appendf(nil, follower, time.Duration(events/rate*1e9)+5*time.Second, rate, probe, projection))
	if err != nil {
		t.Fatal(err)
	}
	for seed := uint64(1); seed <= runs; seed++ {
		run, err := scenarios.Run(t.Context(), s, "", seed, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		lag.Add(told(t, run, "delays.cqrs.lag.mean") / 1000)
		p95.Add(told(t, run, "delays.cqrs.lag.p95") / 1000)
		stale.Add(told(t, run, "facts.cqrs.unseen") / told(t, run, "facts.cqrs.probed"))
		if wrong := run.Fact("cqrs.wrong"); wrong > 0 {
			t.Fatalf("seed %d: %d wrong rows", seed, wrong)
		}
	}
	return lag, p95, stale
}

func told(t *testing.T, s *reports.Summary, name string) float64 {
	t.Helper()
	x, ok, err := s.Metric(name, "")
	if err != nil || !ok {
		t.Fatalf("%s: %v, %v", name, ok, err)
	}
	return x
}

// TestTruth holds the lag of projections against theory: a poll every T finds what
// was recorded within an interval, evenly; pushed events queue before the
// projection as in M/M/1, so that the lag is exponential (testdata/cqrs1.json).
func TestTruth(t *testing.T) {
	var table struct {
		Poll []struct {
			T, P95  float64
			MeanLag float64                `json:"mean_lag"`
			Stale   struct{ D, P float64 } `json:"P_stale_at"`
		}
		MM1 []struct {
			Lam, Mu, D float64
			MeanLag    float64 `json:"mean_lag"`
			Stale      float64 `json:"P_stale"`
		}
	}
	reference.Table(t, "cqrs1", &table)
	ms := func(x float64) time.Duration { return time.Duration(x * float64(time.Millisecond)) }
	for _, v := range table.Poll {
		lag, p95, stale := follow(t, 1500, 100, ms(v.Stale.D), fmt.Sprintf(`delivery = "poll", interval = "%vms"`, v.T))
		polled := fmt.Sprintf("polled every %v ms: ", v.T)
		lag.Near(t, polled+"lag", v.MeanLag/1000, 0.0005)
		p95.Near(t, polled+"p95", v.P95/1000, 0.001)
		stale.Near(t, polled+"stale", v.Stale.P, 0.005)
	}
	for _, v := range table.MM1 {
		lag, p95, stale := follow(t, 2500, v.Lam, ms(1000*v.D), fmt.Sprintf(`work = "exp %v"`, time.Duration(1e9/v.Mu)))
		queue := fmt.Sprintf("lambda %v, mu %v: ", v.Lam, v.Mu)
		lag.Near(t, queue+"lag", v.MeanLag, 0.0005)
		p95.Near(t, queue+"p95", v.MeanLag*math.Log(20), 0.001)
		stale.Near(t, queue+"stale", v.Stale, 0.005)
	}
}

// A read that comes so long after the write it follows is stale as often as theory
// says, as its user sees it: through an app that writes, waits and reads.
func TestTruthOfWhatUsersSee(t *testing.T) {
	const text = `
title    = "x"
duration = "%ds"
warmup   = "5s"
nodes.app   = { routes.review = { calls = ["shop.post", "app.pause", "pages.page"] }, routes.pause = { work = "%v" } }
nodes.shop  = { routes.post = {} }
nodes.pages = { routes.page = {} }
loads.users = { to = "app.review", rate = "50/s", keys = 1000000 }
patterns.it = { kind = "cqrs", on = ["shop", "pages", "app -> *"], commands = [{ route = "shop.post" }], projections = [{ name = "page", queries = ["pages.page"], %s }] }
variants.it = ["it"]
`
	duration := 25
	if !reference.Whole() {
		duration = 9
	}
	for _, c := range []struct {
		name, projection string
		pause            time.Duration
		stale            float64
	}{
		{"polled every 100 ms, read after 30", `delivery = "poll"`, 30 * time.Millisecond, 0.7},
		{"M/M/1 at 50 and 100 a second, read after 20 ms", `work = "exp 10ms"`, 20 * time.Millisecond, math.Exp(-1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := scenarios.Parse("app.toml", fmt.Appendf(nil, text, duration, c.pause, c.projection))
			if err != nil {
				t.Fatal(err)
			}
			var stale reference.Sample
			for seed := uint64(1); seed <= runs; seed++ {
				run, err := scenarios.Run(t.Context(), s, "", seed, sim.Limits{})
				if err != nil {
					t.Fatal(err)
				}
				stale.Add(float64(run.Fact("cqrs.violated")) / float64(run.Fact("cqrs.own_read")))
			}
			stale.Near(t, "stale reads", c.stale, 0.005)
		})
	}
}
