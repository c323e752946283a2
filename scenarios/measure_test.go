package scenarios_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
	"wavetank/sim/race"
)

// station is a queue with Poisson arrivals at 80 a second, whose c workers are busy for
// 80 % of the time.
func station(workers int) string {
	return fmt.Sprintf(`
title = "A queue"
duration = "400s"
warmup = "20s"
[nodes.server]
workers = %d
routes.serve = { work = "exp %dms" }
[loads.customers]
to = "server.serve"
rate = "80/s"
`, workers, 10*workers)
}

// TestMeasuresOfAQueueAreThoseOfTheory holds M/M/1 and M/M/10 at 80 % against their
// formulas (Erlang C; Kleinrock, Queueing Systems I, 3.2 and 3.5), and against Little's law.
func TestMeasuresOfAQueueAreThoseOfTheory(t *testing.T) {
	const seeds = 8
	for workers, theory := range map[int]map[string]float64{
		1: {"nodes.server.utilisation": 0.8, "nodes.server.busy": 0.8, "nodes.server.queue_mean": 3.2, "nodes.server.waited_mean": 40,
			"nodes.server.queue_p99": 19, "nodes.server.waited_p99": math.Log(80) * 50, `routes."server.serve".mean`: 50},
		10: {"nodes.server.utilisation": 0.8, "nodes.server.busy": 8, "nodes.server.queue_mean": 1.637, "nodes.server.waited_mean": 20.46,
			"nodes.server.worked_mean": 100, `edges."customers -> server".mean`: 120.46, `routes."customers -> server.serve".mean`: 120.46},
	} {
		s, err := scenarios.Parse("queue.toml", []byte(station(workers)))
		if err != nil {
			t.Fatal(err)
		}
		s.Measure = true
		values := map[string][]float64{}
		for seed := range uint64(seeds) {
			sum, err := scenarios.Run(context.Background(), s, "", seed, sim.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			of := func(name string) float64 {
				x, ok, err := sum.Metric(name, "")
				if !ok || err != nil {
					t.Fatalf("%s: %v, %v", name, ok, err)
				}
				return x
			}
			for name := range theory {
				values[name] = append(values[name], of(name))
			}
			rate := of(`routes."server.serve".requests`) / (sum.Duration - sum.Warmup).Seconds()
			for _, law := range [][2]string{{"nodes.server.queue_mean", "nodes.server.waited_mean"}, {"nodes.server.busy", "nodes.server.worked_mean"}} {
				if l, w := of(law[0]), rate*of(law[1])/1000; math.Abs(l-w) > 0.004*w {
					t.Errorf("%d workers, seed %d: L, %s, is %v, and λW, of %s, is %v", workers, seed, law[0], l, law[1], w)
				}
			}
		}
		for name, truth := range theory {
			i := reports.MeanInterval(values[name])
			wide := 1.7 * (i.High - i.Low) / 2 // about 3.5 standard errors, at that many seeds
			if math.Abs(i.Middle-truth) > wide || wide > 0.2*truth {
				t.Errorf("%d workers: %s is %v ± %v, and theory says %v", workers, name, i.Middle, wide, truth)
			}
		}
	}
}

// TestMeasuringChangesNoRun holds the digests of measured runs against those of others, and
// what was measured against the facts.
func TestMeasuringChangesNoRun(t *testing.T) {
	for _, name := range []string{"circuit-breaker", "tail-latency", "overload-fifo", "polyglot-fleet", "shared-pool", "one-slow-replica", "cold-restart"} {
		s := open(t, name)
		s.Duration = min(s.Duration, s.Warmup+25*time.Second)
		v := s.Variants[len(s.Variants)-1].Name
		plain := runOnce(t, s, v)
		if plain.Places != nil {
			t.Errorf("%s: places are measured, and nobody asked", name)
		}
		s.Measure = true
		sum := runOnce(t, s, v)
		if sum.Digest != plain.Digest {
			t.Errorf("%s: the digest is %s where it is measured, %s where it is not", name, sum.Digest, plain.Digest)
		}
		got := map[string]int64{}
		for _, p := range sum.Places {
			if p.Sort == reports.NodeSort && p.Node == "" {
				got["service.expired"] += p.Expired
				got["service.full"] += p.Rejected
			}
			if p.Sort == reports.RouteSort && strings.Contains(p.Name, " -> ") {
				got["request.started"] += p.Requests
				got["request.ok"] += p.OK
			}
			if p.Sort == reports.EdgeSort {
				got["attempt.sent"] += p.Requests
			}
		}
		for fact, n := range got {
			if want := sum.Fact(fact); n != want && !(fact == "service.full" && n > want) && !strings.HasPrefix(fact, "request.ok") {
				t.Errorf("%s: %d are measured, %d facts are %s", name, n, want, fact)
			}
		}
		if all := sum.Fact("request.ok"); got["request.ok"] > all || got["request.ok"] < all-all/100-50 {
			t.Errorf("%s: %d requests are measured as ok, %d facts", name, got["request.ok"], all)
		}
	}
}

func open(t *testing.T, name string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func runOnce(t *testing.T, s *scenarios.Scenario, variant string) *reports.Summary {
	t.Helper()
	sum, err := scenarios.Run(context.Background(), s, variant, 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func TestMeasuresDoNotDependOnTheNumberOfJobs(t *testing.T) {
	s := open(t, "circuit-breaker")
	s.Duration, s.Measure = 8*time.Second, true
	s.Faults = nil
	var texts []string
	for _, jobs := range []int{1, 5} {
		c, err := scenarios.Compare(context.Background(), s, scenarios.CompareOptions{Seeds: scenarios.Seeds(1, 4), Jobs: jobs})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := reports.JSON(c)(&b); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, c.Bottlenecks()+"\n"+b.String())
	}
	if texts[0] != texts[1] || !strings.Contains(texts[0], `"checkout -> payment"`) {
		t.Errorf("measures depend on the number of jobs, or are none:\n%.300s", texts[0])
	}
}

func TestClaimsOfPlaces(t *testing.T) {
	const head = `
title = "Three hops"
duration = "3s"
[nodes.shop]
instances = 2
routes.buy = { calls = ["stock.take"] }
[nodes.stock]
workers = 2
routes.take = { work = "2ms" }
routes.look = { work = "1ms" }
[loads.users]
to = { "shop.buy" = 1, "stock.look" = 3 }
rate = "200/s"
[[expect]]
that = '%s'
`
	for claim, wrong := range map[string]string{
		`nodes.stock.utilisation < 50%`:                         "",
		`nodes.shop-2.busy < 1`:                                 "",
		`routes."stock.take".p99 < 8ms`:                         "",
		`routes."users -> stock.look".requests > 100`:           "",
		`edges."shop -> stock".attempts > 100`:                  "",
		`nodes.stok.utilisation < 50%`:                          `there is no node "stok": did you mean "stock"?`,
		`nodes.stock.utilization < 50%`:                         `did you mean utilisation`,
		`routes."stock.tale".p99 < 8ms`:                         `there is no route "stock.tale": did you mean "stock.take"?`,
		`edges."stock -> shop".attempts > 100`:                  `there is no edge "stock -> shop"`,
		`baseline.users.nodes.stock.busy < 1`:                   `nodes are those of all loads: write baseline.nodes.stock.busy`,
		`nodes.stock.waited_mean < 5`:                           "a time cannot be compared with a plain number",
		`nodes.shop.utilisation < 50%`:                          "no verdict",
		`routes.stock.take.requests + 9 > routes."shop.buy".ok`: "",
		`edges."users -> stock".error_rate * 3 < 100% - 0 + 0%`: "",
	} {
		s, err := scenarios.Parse("places.toml", fmt.Appendf(nil, head, claim))
		if err != nil {
			if wrong == "" || !strings.Contains(err.Error(), wrong) {
				t.Errorf("%s: %v, without %q", claim, err, wrong)
			}
			continue
		}
		c, err := scenarios.Compare(context.Background(), s, scenarios.CompareOptions{Seeds: scenarios.Seeds(1, 3)})
		if err != nil {
			t.Fatal(err)
		}
		scenarios.Judge(s, c)
		switch v := c.Expectations[0].Verdict; {
		case wrong == "" && v.Status != reports.Pass:
			t.Errorf("%s: %s, %s", claim, v.Status, v.Words)
		case wrong != "" && (v.Status != reports.Inconclusive || !strings.Contains(v.Words, "its workers are without a bound")):
			t.Errorf("%s: %s, %s", claim, v.Status, v.Words)
		}
	}
}

// BenchmarkMeasured runs scenarios, measured and not. x-bare is the speed of the measured
// runs in terms of the others: 0.95 is a price of 5 %.
func BenchmarkMeasured(b *testing.B) {
	for _, name := range []string{"circuit-breaker", "retry-storm", "mmc", "tandem"} {
		b.Run(name, func(b *testing.B) {
			runs := func(measure bool) func(int) {
				s, err := scenarios.Open(name)
				if err != nil {
					b.Fatal(err)
				}
				s.Duration, s.Measure = min(s.Duration, s.Warmup+60*time.Second), measure
				seed := uint64(0)
				return func(n int) {
					for range n {
						if _, err := scenarios.Run(context.Background(), s, "", seed, sim.Limits{}); err != nil {
							b.Fatal(err)
						}
						seed++
					}
				}
			}
			race.Run(b, 1, runs(false), runs(true))
		})
	}
}

// TestAMemberThatSendsOthersToTheLeaderTurnsNobodyAway has clients whose first member is
// not the leader: what it sends on is no sign that it has too much to do.
func TestAMemberThatSendsOthersToTheLeaderTurnsNobodyAway(t *testing.T) {
	s, err := scenarios.Parse("group.toml", []byte(`
title = "A group whose second member leads"
duration = "20s"
[nodes.kv]
instances = 3
routes.get = { op = "read", work = "1ms" }
[loads.clients]
to = "kv.get"
rate = "20/s"
timeout = "2s"
keys = 10
[patterns.primary]
kind = "election"
on = ["kv"]
algorithm = "static"
prefer = 2
`))
	if err != nil {
		t.Fatal(err)
	}
	s.Measure = true
	sum, err := scenarios.Run(t.Context(), s, "with", 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for name, least := range map[string]float64{`nodes.kv.rejected`: 0, `routes."kv.get".rejected`: 200} {
		x, ok, err := sum.Metric(name, "")
		if !ok || err != nil || x < least || least == 0 && x > 0 {
			t.Errorf("%s is %v (%v, %v)", name, x, ok, err)
		}
	}
}

// TestWhoTurnsARequestAwayIsTold has a full queue, one in which requests wait too
// long, and a breaker, behind a node with room for everybody.
func TestWhoTurnsARequestAwayIsTold(t *testing.T) {
	s, err := scenarios.Parse("turned.toml", []byte(`
title = "Two crowded nodes and one that is down"
duration = "20s"
[nodes.gate]
routes.full = { calls = ["full.do"] }
routes.late = { calls = ["late.do"] }
routes.down = { calls = ["down.do"] }
[nodes.full]
workers = 1
queue = 1
routes.do = { work = "10ms" }
[nodes.late]
workers = 1
max_wait = "10ms"
routes.do = { work = "10ms" }
[nodes.down]
routes.do = { work = "1ms", errors = "80%" }
[loads.users]
to = { "gate.full" = 1, "gate.late" = 1, "gate.down" = 1 }
rate = "300/s"
[patterns.breaker]
kind = "circuit-breaker"
on = ["gate -> down"]
`))
	if err != nil {
		t.Fatal(err)
	}
	s.Measure = true
	sum, err := scenarios.Run(t.Context(), s, "with", 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	metric := func(name string) float64 {
		x, ok, err := sum.Metric(name, "")
		if !ok || err != nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
		return x
	}
	for name, least := range map[string]float64{
		"nodes.gate.rejected": 0, "nodes.full.rejected": 500, "nodes.late.rejected": 0, "nodes.down.rejected": 0,
		"nodes.gate.expired": 0, "nodes.full.expired": 0, "nodes.late.expired": 500, "nodes.down.expired": 0,
		`edges."gate -> full".turned_away`: 0, `edges."gate -> late".turned_away`: 0, `edges."gate -> down".turned_away`: 500,
	} {
		if x := metric(name); x < least || least == 0 && x > 0 {
			t.Errorf("%s is %v, and should be %v or more, if that is not 0", name, x, least)
		}
	}
}
