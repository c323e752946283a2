package cqrs_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
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

// A measure is what many runs said of one number.
type measure []float64

func (m measure) mean() float64 {
	sum := 0.0
	for _, x := range m {
		sum += x
	}
	return sum / float64(len(m))
}

// near reports whether a number is that of theory: within the tolerance, or 3.5
// standard errors over the runs.
func (m measure) near(want, tolerance float64) bool {
	mean, squares := m.mean(), 0.0
	for _, x := range m {
		squares += (x - mean) * (x - mean)
	}
	n := float64(len(m))
	return math.Abs(mean-want) <= max(tolerance, 3.5*math.Sqrt(squares/(n-1)/n))
}

// follow returns what runs of so many events each measured.
func follow(t *testing.T, events, rate float64, probe time.Duration, projection string) (lag, p95, stale measure) {
	t.Helper()
	if testing.Short() {
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
		lag = append(lag, told(t, run, "delays.cqrs.lag.mean")/1000)
		p95 = append(p95, told(t, run, "delays.cqrs.lag.p95")/1000)
		stale = append(stale, told(t, run, "facts.cqrs.unseen")/told(t, run, "facts.cqrs.probed"))
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
// projection as in M/M/1, so that the lag is exponential (testdata/cqrs1.json,
// which is ../shared/reference/cqrs1.json).
func TestTruth(t *testing.T) {
	data, err := os.ReadFile("testdata/cqrs1.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Values struct {
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
	}
	if err := json.Unmarshal(data, &table); err != nil {
		t.Fatal(err)
	}
	ms := func(x float64) time.Duration { return time.Duration(x * float64(time.Millisecond)) }
	for _, v := range table.Values.Poll {
		lag, p95, stale := follow(t, 1500, 100, ms(v.Stale.D), fmt.Sprintf(`delivery = "poll", interval = "%vms"`, v.T))
		if !lag.near(v.MeanLag/1000, 0.0005) || !p95.near(v.P95/1000, 0.001) || !stale.near(v.Stale.P, 0.005) {
			t.Errorf("polled every %v ms: lag %.4f s, p95 %.4f s, stale %.4f; want %+v", v.T, lag.mean(), p95.mean(), stale.mean(), v)
		}
	}
	for _, v := range table.Values.MM1 {
		lag, p95, stale := follow(t, 2500, v.Lam, ms(1000*v.D), fmt.Sprintf(`work = "exp %v"`, time.Duration(1e9/v.Mu)))
		if !lag.near(v.MeanLag, 0.0005) || !p95.near(v.MeanLag*math.Log(20), 0.001) || !stale.near(v.Stale, 0.005) {
			t.Errorf("lambda %v, mu %v: lag %.4f s, p95 %.4f s, stale %.4f; want %+v", v.Lam, v.Mu, lag.mean(), p95.mean(), stale.mean(), v)
		}
	}
}

// A read that comes so long after the write it follows is stale as often as theory
// says, as its user sees it: through an app that writes, waits and reads.
func TestUsersSeeWhatTheProbeSees(t *testing.T) {
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
	if testing.Short() {
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
			var stale measure
			for seed := uint64(1); seed <= runs; seed++ {
				run, err := scenarios.Run(t.Context(), s, "", seed, sim.Limits{})
				if err != nil {
					t.Fatal(err)
				}
				stale = append(stale, float64(run.Fact("cqrs.violated"))/float64(run.Fact("cqrs.own_read")))
			}
			if !stale.near(c.stale, 0.005) {
				t.Errorf("%.4f of the reads are stale, want %.4f", stale.mean(), c.stale)
			}
		})
	}
}
