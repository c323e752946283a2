package saga_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"wavetank/patterns/saga"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/world"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// TestTruth holds sagas whose steps fail independently against closed forms: how
// many succeed, what is attempted, what is undone (testdata/saga1.json).
func TestTruth(t *testing.T) {
	var table []struct {
		Ps            []float64
		Retries       int
		Success       float64
		Attempts      float64 `json:"expected_attempts"`
		Compensations float64 `json:"expected_compensations"`
	}
	reference.Table(t, "saga1", &table)
	sagas, slack := 25_000.0, 2.0 // the tolerances are those of 100,000
	if !reference.Whole() {
		sagas, slack = 4_000, 5
	}
	for _, v := range table {
		t.Run(fmt.Sprint(v.Ps, v.Retries), func(t *testing.T) {
			t.Parallel()
			for _, style := range []string{"orchestration", "choreography"} {
				s, err := scenarios.Parse("saga1.toml", []byte(independent(style, v.Ps, v.Retries, sagas)))
				if err != nil {
					t.Fatal(err)
				}
				run, err := scenarios.Run(t.Context(), s, "", 1, sim.Limits{})
				if err != nil {
					t.Fatal(err)
				}
				n := float64(run.Fact("saga.started"))
				near := func(what string, got, want, tolerance float64) {
					if math.Abs(got-want) > tolerance*slack*want {
						t.Errorf("%s: %s is %.5f, want %.5f", style, what, got, want)
					}
				}
				near("success", float64(run.Fact("saga.completed"))/n, v.Success, 0.01)
				near("compensations", float64(run.Fact("saga.undone"))/n, v.Compensations, 0.025)
				if style == "orchestration" {
					calls := float64(run.Fact("attempt.sent")) - n // the first is that of the load
					near("attempts", calls/n-float64(run.Fact("saga.undone"))/n, v.Attempts, 0.01)
				}
				if ended := run.Fact("saga.completed") + run.Fact("saga.compensated"); float64(ended) != n {
					t.Errorf("%s: %d of %v sagas ended", style, ended, n)
				}
			}
		})
	}
}

// independent is a scenario of one service for each step, which fails with its own
// chance, for so many sagas.
func independent(style string, ps []float64, retries int, sagas float64) string {
	var b, on strings.Builder
	fmt.Fprintf(&b, "title = \"x\"\nduration = \"%ds\"\n[nodes.start]\nroutes.go = {}\n", int(sagas/1000)+60)
	for i, p := range ps {
		fmt.Fprintf(&b, "[nodes.n%d]\nroutes.do = { errors = %v }\nroutes.undo = {}\n", i, p)
		fmt.Fprintf(&on, ", \"n%d\"", i)
	}
	fmt.Fprintf(&b, "[loads.l]\nto = \"start.go\"\nrate = \"1000/s\"\nuntil = \"%ds\"\n", int(sagas/1000))
	fmt.Fprintf(&b, "[patterns.s]\nkind = \"saga\"\nstyle = %q\nstart = \"start.go\"\nattempts = %d\non = [\"start\"%s]\nsteps = [", style, retries+1, on.String())
	for i := range ps {
		fmt.Fprintf(&b, "{ action = \"n%d.do\", compensation = \"n%d.undo\" }, ", i, i)
	}
	b.WriteString("]\n[variants]\nit = [\"s\"]\n")
	return b.String()
}

// Two-phase commit blocks for as long as its coordinator is away: whoever has
// promised holds the lock until the coordinator is back and is asked, or tells.
func TestTwoPhaseCommitBlocksForTheOutage(t *testing.T) {
	for _, outage := range []time.Duration{time.Second, 4 * time.Second, 20 * time.Second} {
		s := load(t, "two-phase-commit", "200/s", "5s", "none")
		at := 2 * time.Second
		s.Faults = []scenarios.Fault{{Kind: "crash", Schedule: fault.Schedule{At: &at, For: sim.Constant(outage)},
			Effect: &fault.Crash{Machines: fault.On("agency")}}}
		w, err := world.Build(s, "", 3, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		var longest time.Duration
		w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
			if f.Kind == saga.Decided {
				longest = max(longest, time.Duration(f.Value))
			}
		}))
		if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
			t.Fatal(err)
		}
		// The promise is at most a vote older than the crash; the next question
		// comes within a timeout and a pause of the return.
		if longest < outage || longest > outage+200*time.Millisecond {
			t.Errorf("outage %v: in doubt for up to %v", outage, longest)
		}
	}
}
