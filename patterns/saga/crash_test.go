package saga_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns/saga"
	"wavetank/scenarios"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
	"wavetank/scenarios/world"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// trip is a journey booked by three services, with few seats on the plane.
const trip = `
title    = "A journey"
duration = "120s"

nodes.agency = { disk = { write = "100us", fsync = "1ms" }, routes.book = { work = "1ms" } }
nodes.flight = { disk = { write = "100us", fsync = "1ms" }, routes.book = { work = "2ms", errors = "5%%" }, routes.cancel = { work = "1ms" } }
nodes.hotel  = { disk = { write = "100us", fsync = "1ms" }, routes.book = { work = "2ms", errors = "20%%" }, routes.cancel = { work = "1ms" } }
nodes.bank   = { disk = { write = "100us", fsync = "1ms" }, routes.charge = { work = "2ms", errors = "20%%" }, routes.refund = { work = "1ms" } }

links."*" = { latency = "uniform 1ms..2ms" }
loads.travellers = { to = "agency.book", rate = "%[2]s", until = "%[3]s", keys = 3 }

[patterns.trip]
kind     = "saga"
on       = ["agency", "flight", "hotel", "bank"]
start    = "agency.book"
style    = "%[1]s"
isolation = "%[4]s"
timeout  = "50ms"
attempts = 2
%[5]s
backoff  = "10ms"
backoff_max = "200ms"
steps    = [
	{ action = "flight.book", compensation = "flight.cancel", change = -1, stock = 5 },
	{ action = "hotel.book", compensation = "hotel.cancel" },
	{ action = "bank.charge", compensation = "bank.refund" },
]

[variants]
it = ["trip"]
`

func load(t rapid.TB, style, rate, until, isolation string) *scenarios.Scenario {
	inquire := ""
	if style == "two-phase-commit" {
		inquire = `inquire = "100ms"`
	}
	s, err := scenarios.Parse("trip.toml", fmt.Appendf(nil, trip, style, rate, until, isolation, inquire))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// An observer keeps the account that the trace gives of every saga.
type observer struct {
	effects map[sim.Key]*[3]int // by step
	ends    map[sim.Key]*sim.Kind
	wrong   []string
	half    int64
	doubt   int64
	steps   int
	open    int64 // sagas that began and have not ended
	lost    int64 // forgotten
}

func newObserver(*world.World) patternstest.Witness {
	return &observer{effects: make(map[sim.Key]*[3]int), ends: make(map[sim.Key]*sim.Kind)}
}

func (a *observer) Fact(f *sim.Fact) {
	if !strings.HasPrefix(f.Kind.String(), "saga.") {
		return
	}
	e := a.effects[f.Key]
	if e == nil && f.Key != 0 {
		e = new([3]int)
		a.effects[f.Key] = e
	}
	complain := func(format string, args ...any) {
		a.wrong = append(a.wrong, fmt.Sprintf("%v: saga %x: ", f.At, uint64(f.Key))+fmt.Sprintf(format, args...))
	}
	switch f.Kind {
	case saga.SagaDone, saga.Repeated:
		a.steps++
		if e[f.Value-1]++; e[f.Value-1] > 1 {
			complain("step %d is done %d times", f.Value, e[f.Value-1])
		}
	case saga.SagaUndone:
		if e[f.Value-1]--; e[f.Value-1] < 0 {
			complain("step %d is undone and was not done", f.Value)
		}
		for later := int(f.Value); later < 3; later++ {
			if e[later] > 0 {
				complain("step %d is undone before step %d", f.Value, later+1)
			}
		}
	case saga.SagaCompleted, saga.SagaCompensated:
		if before := a.ends[f.Key]; before != nil && before != f.Kind {
			complain("ended %v and then %v", before, f.Kind)
		}
		a.ends[f.Key] = f.Kind
		a.open--
	case saga.Started:
		a.open++
	case saga.Forgotten:
		a.lost = f.Value
	case saga.HalfDone:
		a.half = f.Value
	case saga.InDoubt:
		a.doubt = f.Value
	case saga.Oversold:
		complain("oversold")
	}
}

// Verdict holds what must be true once all has come to rest.
func (a *observer) Verdict() error {
	for key, e := range a.effects {
		switch end := a.ends[key]; {
		case *e != [3]int{} && *e != [3]int{1, 1, 1}:
			a.wrong = append(a.wrong, fmt.Sprintf("saga %x is left half done: %v", uint64(key), *e))
		case end == saga.SagaCompleted && e[0] == 0, end == saga.SagaCompensated && e[0] == 1:
			a.wrong = append(a.wrong, fmt.Sprintf("saga %x ended with %v and has %v", uint64(key), end, *e))
		}
	}
	if a.half != 0 || a.doubt != 0 || a.open != a.lost {
		a.wrong = append(a.wrong, fmt.Sprintf("%d half done, %d in doubt, %d without an end, of which %d are forgotten", a.half, a.doubt, a.open, a.lost))
	}
	if len(a.wrong) == 0 {
		return nil
	}
	slices.Sort(a.wrong)
	return fmt.Errorf("%s", strings.Join(a.wrong[:min(len(a.wrong), 5)], "\n"))
}

var styles = []string{"orchestration", "choreography", "two-phase-commit"}

// TestACrashAtAnyInstant crashes each machine in turn at each event of a run of a
// few sagas, with and without the loss of power.
func TestACrashAtAnyInstant(t *testing.T) {
	c := patternstest.Crash{Until: time.Second, Down: 300 * time.Millisecond, Witness: newObserver}
	if testing.Short() {
		c.Stride = 17
	}
	for _, style := range styles {
		t.Run(style, func(t *testing.T) {
			c.Scenario = load(t, style, "30/s", "150ms", "none")
			c.Scenario.Duration = 20 * time.Second
			if runs, wrong := c.Everywhere(t); len(wrong) > 0 || runs < 20 {
				t.Fatal(runs, wrong[0])
			}
		})
	}
}

// TestACalmRunHasSteps: there is something to crash.
func TestACalmRunHasSteps(t *testing.T) {
	for _, style := range styles {
		w, err := world.Build(load(t, style, "30/s", "150ms", "none"), "", 2, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		a := newObserver(w).(*observer)
		w.Sim.Attach(a)
		if err := w.Sim.Run(sim.Time(time.Second)); err != nil || a.Verdict() != nil || a.steps < 6 {
			t.Errorf("%s: %v, %v, %d steps", style, err, a.Verdict(), a.steps)
		}
		w.Close()
	}
}

// TestStormsLeaveNothingHalfDone draws crashes, pauses, partitions, loss and delay.
func TestStormsLeaveNothingHalfDone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		style := rapid.SampledFrom(styles).Draw(t, "style")
		isolation := "none"
		if style == "orchestration" {
			isolation = rapid.SampledFrom([]string{"none", "semantic-lock", "pessimistic-view"}).Draw(t, "isolation")
		}
		storm.Check(t, storm.Plan{
			Scenario: load(t, style, "20/s", "5s", isolation), Seed: rapid.Uint64().Draw(t, "seed"),
			Policy: storm.Policy{
				Kinds: []string{"crash", "pause", "partition", "loss", "delay"}, Most: 6, Until: 8 * time.Second, Down: storm.Anything,
			},
			Properties: []storm.Property{patternstest.Judged("all or nothing", newObserver)},
		})
	})
}

// TestEverySagaIsAccountedFor has slow disks, machines that crash again and again, and users
// who come again, so that crashes take sagas of which nothing is durable, and these begin
// once more: at the machine, or at another that shares the log with it.
func TestEverySagaIsAccountedFor(t *testing.T) {
	const again = `
[patterns.again]
kind = "retry"
on = ["travellers -> agency"]
attempts = 4
budget = "none"
[[faults]]
kind  = "crash"
node  = "agency"
between = "exp 700ms"
until   = "30s"
for   = "exp 200ms"
`
	for _, style := range styles {
		for _, instances := range []string{"", `instances = 2, database = "store", `} {
			if instances != "" && style != "orchestration" {
				continue // refused
			}
			text := fmt.Sprintf(trip, style, "20/s", "30s", "none", "") + again
			text = strings.Replace(text, `it = ["trip"]`, `it = ["again", "trip"]`, 1)
			if instances != "" {
				text = strings.Replace(text, "nodes.agency = { ", "nodes.store = {}\nnodes.agency = { "+instances, 1) +
					"[links.'agency -> store']\nlatency = 'exp 30ms'\nloss = '30%'\ntransport = 'datagram'\n"
			}
			text = strings.Replace(text, `fsync = "1ms"`, `fsync = "20ms"`, 1)
			s, err := scenarios.Parse("trip.toml", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			run, err := scenarios.Run(t.Context(), s, "", 2, sim.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			forgotten, known, err := run.Metric("levels.saga.forgotten.last", "")
			if err != nil || !known {
				t.Fatal("no saga was ever forgotten", err)
			}
			started := run.Fact("saga.started")
			if ended := run.Fact("saga.completed") + run.Fact("saga.compensated"); started != ended+int64(forgotten) || started < 500 {
				t.Errorf("%s, %s: %d started, %d ended, %v forgotten", style, instances, started, ended, forgotten)
			}
			if changes := run.Fact("saga.forgotten"); instances != "" && changes > 100 {
				t.Errorf("%s: %d times was a saga forgotten or known again, though the log had most of them", style, changes)
			}
		}
	}
}
