package scenarios

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"wavetank/nodes"
	"wavetank/reports"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// windows is into how many windows a run is cut for charts.
const windows = 60

// interruptions is how often in a run somebody may interrupt it: often enough
// that even a run of a billion events heeds Ctrl-C within a second.
const interruptions = 10_000

// A RunError is a run that did not come to its end. It says which, so that the
// run can be repeated.
type RunError struct {
	Scenario string
	Variant  string
	Seed     uint64
	At       sim.Time // virtual
	Err      error
	Stack    string // of a panic, or ""
}

// Error names the run and what ended it.
func (e *RunError) Error() string {
	if limit := (*sim.LimitError)(nil); errors.As(e.Err, &limit) { // names the time itself
		return fmt.Sprintf("scenario %s, variant %s, seed %d: %v", e.Scenario, e.Variant, e.Seed, e.Err)
	}
	return fmt.Sprintf("scenario %s, variant %s, seed %d, virtual time %v: %v", e.Scenario, e.Variant, e.Seed, e.At, e.Err)
}

// Unwrap returns what ended the run.
func (e *RunError) Unwrap() error { return e.Err }

// Run builds the world of a variant with a seed, runs it to the end of the
// scenario and returns what came of it. Each watch is shown the world before it
// runs, to attach its sinks. The context interrupts the run. An error is a
// *RunError: a limit of the simulation (sim.ErrLimit), an interruption, or a
// broken invariant.
func Run(ctx context.Context, s *Scenario, variant string, seed uint64, limits sim.Limits, watch ...func(*World)) (sum *reports.Summary, err error) {
	w, err := Build(s, variant, seed, limits)
	switch {
	case errors.Is(err, sim.ErrLimit):
		return nil, &RunError{Scenario: s.Name(), Variant: variant, Seed: seed, Err: err}
	case err != nil:
		return nil, err
	}
	defer w.Close()
	defer func() {
		if r := recover(); r != nil {
			err = broken(w, r)
		}
	}()
	c := Collect(w)
	for _, show := range watch {
		show(w)
	}
	for i := 1; i <= interruptions; i++ {
		if err := ctx.Err(); err != nil {
			return nil, failed(w, err)
		}
		until := s.Duration / interruptions * time.Duration(i)
		if i == interruptions {
			until = s.Duration
		}
		if err := w.Sim.Run(sim.Time(until)); err != nil {
			return nil, failed(w, err)
		}
		c.Look(w.Sim.Now())
	}
	return finish(w, c), nil
}

// Collect attaches a collector to a world that has not run yet.
func Collect(w *World) *reports.Collector {
	s := w.Scenario
	o := reports.Options{
		Warmup: s.Warmup, Duration: s.Duration, Windows: windows,
		SLO: reports.SLO{ErrorRate: s.SLO.ErrorRate, P99: s.SLO.P99}, Surges: surges(s), Users: make(map[string]int),
	}
	for _, l := range s.Loads {
		o.Loads = append(o.Loads, l.Name)
		if l.Users > 0 {
			o.Users[l.Name] = l.Users
		}
	}
	o.Crash, o.Meters, o.Direct, o.Counted, o.Silent = nodes.NodeCrashed, measured(w), w.Direct, counted(s), s.WritesSilently()
	o.Only = make(map[string]string)
	for _, l := range s.Loads {
		if len(l.To) == 1 {
			o.Only[l.Name] = l.To[0].To.String()
		}
	}
	o.Told, o.Until = make(map[*sim.Kind]*reports.Family), make(map[*sim.Kind]*sim.Kind)
	for _, f := range language.AllFacts() {
		o.Told[f.Kind] = reports.FindFamily(string(f.Shows))
		if f.Until != nil {
			o.Until[f.Kind] = f.Until
		}
	}
	c := reports.NewCollector(o)
	w.Sim.Attach(c)
	return c
}

// finish ends the faults that are still on and returns what a collector has seen.
func finish(w *World, c *reports.Collector) *reports.Summary {
	w.End()
	return Summary(w, c)
}

// Summary returns what a collector has seen of the world so far. It is then of no
// use any more.
func Summary(w *World, c *reports.Collector) *reports.Summary {
	return c.Finish(w.Variant.Name, w.Seed, w.Sim.Digest(), w.Sim.Events(), w.Sim.Now())
}

// failed says in which run an error happened.
func failed(w *World, err error) *RunError {
	return &RunError{Scenario: w.Scenario.Name(), Variant: w.Variant.Name, Seed: w.Seed, At: w.Sim.Now(), Err: err}
}

// broken is failed for a panic.
func broken(w *World, panicked any) *RunError {
	if err, ok := panicked.(error); ok && errors.Is(err, sim.ErrLimit) {
		return failed(w, err) // an event that would not have ended
	}
	e := failed(w, fmt.Errorf("broken invariant: %v", panicked))
	e.Stack = string(append(w.Sim.Stack(), debug.Stack()...))
	return e
}
