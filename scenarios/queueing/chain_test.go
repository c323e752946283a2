package queueing

import (
	"fmt"
	"strings"
	"testing"
)

// stations writes one service for each work time, behind a door that calls them
// in turn and never runs out of workers. A station is then free for the next
// request as soon as it has answered.
func stations(works []float64) string {
	var text, calls []string
	for i, work := range works {
		text = append(text, fmt.Sprintf("[nodes.station%d]\nworkers = 1\nroutes.serve = { work = 'exp %s' }\n", i, span(work)))
		calls = append(calls, fmt.Sprintf("'station%d.serve'", i))
	}
	return strings.Join(text, "") + fmt.Sprintf("[nodes.door]\nroutes.enter = { calls = [%s] }\n", strings.Join(calls, ", "))
}

// atStations makes a measure of what the gauges of all stations show.
func atStations(n int, f func(*trial, *gauge) float64) measure {
	return func(r *trial) (list []float64) {
		for i := range n {
			list = append(list, f(r, r.gauges[fmt.Sprintf("station%d", i)]))
		}
		return list
	}
}

func present(_ *trial, g *gauge) float64 { return g.present() }

func busy(_ *trial, g *gauge) float64 { return g.busy() }

// finished measures how many requests a unit were answered well.
func finished(load string) measure {
	return one(func(r *trial) float64 { return float64(r.load(load).OK) / r.measured() })
}

// TestTruthOfUsersWhoWait is mean value analysis and the machine repairman: a
// closed loop of users, think time, and stations in turn or side by side.
func TestTruthOfUsersWhoWait(t *testing.T) {
	for i, row := range readTable(t, "q4_closed") {
		t.Run(fmt.Sprintf("%v users, %v", row.num("N"), row["demands"]), func(t *testing.T) {
			seldom(t, i != 1)
			users := fmt.Sprintf("[loads.customers]\nusers = %v\nthink = 'exp %s'\n", row.num("N"), span(row.num("Z")))
			e := experiment{row: row, given: "demands Z N mu c", spans: 200_000 / row.num("X")}
			if row["demands"] == nil {
				e.text = fmt.Sprintf("[nodes.server]\nworkers = %v\nroutes.serve = { work = 'exp %s' }\n%sto = 'server.serve'\n",
					row.num("c"), span(1/row.num("mu")), users)
				e.measures = map[string]measure{"L": atServer((*gauge).present), "U": atServer((*gauge).busy)}
			} else {
				demands := row.list("demands")
				e.text = stations(demands) + users + "to = 'door.enter'\n"
				e.measures = map[string]measure{"Q": atStations(len(demands), present), "U": atStations(len(demands), busy)}
			}
			e.measures["X"], e.measures["R"] = finished("customers"), latency("customers")
			e.run(t)
		})
	}
}

// TestTruthOfTandems is Jackson's theorem for queues in a row.
func TestTruthOfTandems(t *testing.T) {
	for i, row := range readTable(t, "q5_tandem_ps") {
		if row["mus"] == nil {
			continue
		}
		lam := row.num("lam")
		var works []float64
		for _, mu := range row.list("mus") {
			works = append(works, 1/mu)
		}
		t.Run(fmt.Sprintf("%d stations", len(works)), func(t *testing.T) {
			seldom(t, i == 0)
			experiment{
				row:   row,
				text:  stations(works) + fmt.Sprintf("[loads.customers]\nto = 'door.enter'\nrate = '%s'\n", per(lam)),
				spans: 350_000 / lam,
				measures: map[string]measure{
					"mean_sojourn": latency("customers"),
					"p50":          quantile("customers", 0.5),
					"p95":          quantile("customers", 0.95),
					"p99":          quantile("customers", 0.99),
					"per_node_mean": atStations(len(works), func(r *trial, g *gauge) float64 {
						return g.present() * r.measured() / g.arrivals()
					}),
					"mean_in_system": atStations(len(works), present),
				},
				given: "lam mus",
			}.run(t)
		})
	}
}

// TestTruthOfSharing is the insensitivity of processor sharing: how long a job of
// one size takes depends on the load and not on what else is running. Two loads
// of jobs of a known size share a processor with one of any law.
func TestTruthOfSharing(t *testing.T) {
	rows := readTable(t, "q5_tandem_ps")
	for law, work := range laws() {
		t.Run(law+" jobs", func(t *testing.T) {
			seldom(t, law == "hyperexponential")
			for _, row := range rows {
				if row["size"] != nil {
					shared(row, work).run(t)
				}
			}
		})
	}
}

// shared is the experiment in which jobs of the row's size are a tenth of
// the work, and jobs of another law, with a mean of one unit, are the rest.
func shared(row row, work string) experiment {
	size, rho := row.num("size"), row.num("lam")*row.num("es")
	tagged, others := rho/10/size, rho*9/10
	text := fmt.Sprintf(`
[nodes.server]
workers = 1
discipline = "sharing"
routes.tagged = { work = "%s" }
routes.any = { work = "%s" }

[loads.tagged]
to = "server.tagged"
rate = "%s"

[loads.others]
to = "server.any"
rate = "%s"
`, span(size), work, per(tagged), per(others))
	return experiment{
		row: row, text: text, spans: max(800_000, 250_000*size),
		measures: map[string]measure{"mean_sojourn_of_size": latency("tagged"), "overall_mean": latency("others")},
		given:    "kind lam es size",
	}
}
