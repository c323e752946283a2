package queueing

import (
	"fmt"
	"testing"

	"wavetank/sim/reference"
)

// station writes one service with a load of its own.
func station(node, work string, rate float64) string {
	return fmt.Sprintf(`
[nodes.server]
%s
routes.serve = { work = "%s" }

[loads.customers]
to = "server.serve"
rate = "%s"
`, node, work, per(rate))
}

// enough returns for how many units to watch a queue with that load: the closer
// to its capacity, the longer its memory.
func enough(rho, rate float64) float64 {
	return max(500_000, 60_000/(1-rho)/(1-rho)) / rate
}

// atServer makes a measure of what a gauge of the server shows.
func atServer(f func(*gauge) float64) measure {
	return one(func(r *trial) float64 { return f(r.gauges["server"]) })
}

// queueMeasures are what can be said of a single queue.
func queueMeasures() map[string]measure {
	wait := func(q float64) measure {
		return atServer(func(g *gauge) float64 {
			d, _ := g.waited.Quantile(q)
			return units(float64(d))
		})
	}
	share := func(f func(*trial) float64) measure {
		return one(func(r *trial) float64 { return f(r) / float64(r.load("customers").Requests) })
	}
	rejected := func(r *trial) float64 { return float64(r.load("customers").Rejected) }
	return map[string]measure{
		"mean_sojourn":           latency("customers"),
		"mean_sojourn_accepted":  latency("customers"),
		"sd_sojourn":             one(func(r *trial) float64 { return units(r.stays["customers"].SD()) }),
		"p50":                    quantile("customers", 0.5),
		"p90":                    quantile("customers", 0.9),
		"p95":                    quantile("customers", 0.95),
		"p99":                    quantile("customers", 0.99),
		"p999":                   quantile("customers", 0.999),
		"sojourn_p50":            quantile("customers", 0.5),
		"sojourn_p95":            quantile("customers", 0.95),
		"sojourn_p99":            quantile("customers", 0.99),
		"mean_wait":              atServer(func(g *gauge) float64 { return units(g.waits.Mean()) }),
		"mean_wait_accepted":     one(func(r *trial) float64 { return r.queued() / float64(r.load("customers").OK) }),
		"mean_time_in_queue_all": share((*trial).queued),
		"sd_wait":                atServer(func(g *gauge) float64 { return units(g.waits.SD()) }),
		"wait_p95":               wait(0.95),
		"wait_p99":               wait(0.99),
		"P_wait":                 atServer((*gauge).delayed),
		"P_delay":                atServer((*gauge).delayed),
		"P_wait_given_accepted":  atServer((*gauge).delayedOfAccepted),
		"P_empty":                atServer(func(g *gauge) float64 { return 1 - g.over(atLeast(1)) }),
		"P_block":                share(rejected),
		"P_abandon":              share(rejected),
		"mean_queue_len":         atServer((*gauge).queue),
		"mean_queue":             atServer((*gauge).queue),
		"mean_in_system":         atServer((*gauge).present),
		"rho":                    atServer((*gauge).busy),
		"utilisation":            atServer((*gauge).busy),
		"throughput":             one(func(r *trial) float64 { return float64(r.load("customers").OK) / r.measured() }),
	}
}

// queued is the time that all requests together waited for a worker, in units.
func (r *trial) queued() float64 { return r.gauges["server"].queue() * r.measured() }

func TestTruthOfManyServersBehindOneQueue(t *testing.T) {
	for i, row := range readTable(t, "q1_mmc") {
		lam, mu, c := row.num("lam"), row.num("mu"), int(row.num("c"))
		t.Run(fmt.Sprintf("%d servers at %v of their capacity", c, row.num("rho")), func(t *testing.T) {
			seldom(t, i == 1 || i == 3 || i == 5)
			experiment{
				row:      row,
				text:     station(fmt.Sprintf("workers = %d", c), "exp "+span(1/mu), lam),
				spans:    enough(row.num("rho"), lam),
				measures: queueMeasures(),
				given:    "lam mu c sigma_meanwait_per_sqrt_n",
			}.run(t)
		})
	}
}

// seldom skips a row of a table where runs are short, unless it is one of the few.
func seldom(t *testing.T, few bool) {
	t.Helper()
	if !reference.Whole() && !few {
		t.Skip("a long run")
	}
}

func TestTruthOfBoundedQueues(t *testing.T) {
	for i, row := range readTable(t, "q2_mmck_erlangB") {
		if row["K"] == nil {
			continue
		}
		lam, mu, c, room := row.num("lam"), row.num("mu"), int(row.num("c")), int(row.num("K"))
		t.Run(fmt.Sprintf("%d servers, room for %d, offered %v", c, room, row.num("offered_erlangs")), func(t *testing.T) {
			seldom(t, i < 2)
			experiment{
				row:      row,
				text:     station(fmt.Sprintf("workers = %d\nqueue = %d", c, room-c), "exp "+span(1/mu), lam),
				spans:    300_000 / lam,
				measures: queueMeasures(),
				given:    "lam mu c K offered_erlangs",
			}.run(t)
		})
	}
}

// laws are service times of every shape, all with a mean of one unit.
func laws() map[string]string {
	return map[string]string{
		"exponential":      "exp " + span(1),
		"constant":         span(1),
		"uniform":          "uniform 0s.." + span(2),
		"short or long":    fmt.Sprintf("mix 90%% %s, 10%% %s", span(0.5), span(5.5)),
		"hyperexponential": fmt.Sprintf("hyperexp 90%% %s, 10%% %s", span(0.5), span(5.5)),
	}
}

// TestTruthOfLossWithoutAQueue is Erlang's loss formula, which does not depend on
// the shape of the service time.
func TestTruthOfLossWithoutAQueue(t *testing.T) {
	for i, row := range readTable(t, "q2_mmck_erlangB") {
		if row["erlangs"] == nil {
			continue
		}
		load, c := row.num("erlangs"), int(row.num("c"))
		for law, work := range laws() {
			t.Run(fmt.Sprintf("%v erlangs on %d servers, %s service", load, c, law), func(t *testing.T) {
				seldom(t, i == 4)
				experiment{
					row:      row,
					text:     station(fmt.Sprintf("workers = %d\nqueue = 0", c), work, load),
					spans:    100_000 / load,
					measures: queueMeasures(),
					given:    "erlangs c",
				}.run(t)
			})
		}
	}
}

// TestTruthOfOneServerAndAnyService is the formula of Pollaczek and Khinchine.
func TestTruthOfOneServerAndAnyService(t *testing.T) {
	works := map[string]string{
		"M/D/1": span(1),
		"M/hyperexp: 90% exp mean .5, 10% exp mean 5.5": fmt.Sprintf("hyperexp 90%% %s, 10%% %s", span(0.5), span(5.5)),
		"M/uniform(0,2)":    "uniform 0s.." + span(2),
		"M/Erlang-4 mean 1": "erlang 4 " + span(1),
	}
	for i, row := range readTable(t, "q3_mg1") {
		kind := row["kind"].(string)
		t.Run(fmt.Sprintf("%s at %v", kind, row.num("rho")), func(t *testing.T) {
			seldom(t, i == 1 || i > 3)
			if works[kind] == "" {
				t.Fatalf("no work is %q", kind)
			}
			experiment{
				row:      row,
				text:     station("workers = 1", works[kind], row.num("lam")),
				spans:    enough(row.num("rho"), row.num("lam")) * (1 + row.num("cs2")) / 2,
				measures: queueMeasures(),
				given:    "kind lam D cs2",
			}.run(t)
		})
	}
}

// TestTruthOfImpatience is Erlang A: a request leaves the queue when its patience
// ends.
func TestTruthOfImpatience(t *testing.T) {
	for i, row := range readTable(t, "q6_erlangA_priority") {
		if row["theta"] == nil {
			continue
		}
		lam, c := row.num("lam"), int(row.num("c"))
		t.Run(fmt.Sprintf("%v a unit for %d servers", lam, c), func(t *testing.T) {
			seldom(t, i == 0)
			node := fmt.Sprintf("workers = %d\nmax_wait = \"exp %s\"", c, span(1/row.num("theta")))
			experiment{
				row:      row,
				text:     station(node, "exp "+span(1/row.num("mu")), lam),
				spans:    1_000_000 / lam,
				measures: queueMeasures(),
				given:    "kind lam mu c theta",
			}.run(t)
		})
	}
}

// TestTruthOfPriority is Cobham's formula: the first class goes before the
// second, and what is being served goes on.
func TestTruthOfPriority(t *testing.T) {
	for _, row := range readTable(t, "q6_erlangA_priority") {
		if row["lams"] == nil {
			continue
		}
		text := fmt.Sprintf("[nodes.server]\nworkers = 1\ndiscipline = 'priority'\nroutes.serve = { work = 'exp %s' }\n", span(row.num("es")))
		rho := 0.0
		for class, lam := range row.list("lams") {
			text += fmt.Sprintf("[loads.class%d]\nto = 'server.serve'\nrate = '%s'\npriority = %d\n", class, per(lam), class)
			rho += lam * row.num("es")
		}
		wait := func(r *trial) (waits []float64) {
			for class := range row.list("lams") {
				waits = append(waits, latency(fmt.Sprintf("class%d", class))(r)[0]-row.num("es"))
			}
			return waits
		}
		experiment{
			row: row, text: text, spans: enough(rho, rho/row.num("es")),
			measures: map[string]measure{"mean_wait_by_class": wait},
			given:    "kind lams es",
		}.run(t)
	}
}
