package patternstest

import (
	"fmt"
	"testing"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// A Witness keeps the account that the trace of a run gives. Its verdict is what is
// wrong once all has come to rest.
type Witness interface {
	Fact(*sim.Fact)
	Verdict() error
}

// A Crash is how machines of a scenario crash: one in each run.
type Crash struct {
	Scenario *scenarios.Scenario
	Machines int           // the first so many, each in turn; 0 is all
	Stride   uint64        // from one event at which they crash to the next; 0 is 1
	Until    time.Duration // before which they crash
	Down     time.Duration // how long
	Witness  func(*world.World) Witness
	AtOnce   func(*world.World) error // what is wrong as soon as one has crashed; nil is nothing
}

// Everywhere crashes each machine at each event, every second time with the loss of
// power, and lets the run come to its end. It returns how many runs there were, and
// what was wrong.
func (c Crash) Everywhere(t testing.TB) (runs int, wrong []error) {
	t.Helper()
	for machine, more := 0, true; more; machine++ {
		for k := uint64(1); ; k += max(1, c.Stride) {
			w, err := world.Build(c.Scenario, "", 1+k%8, sim.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			crashed, err := c.at(w, machine, k)
			more = machine+1 < len(w.Machines) && (c.Machines == 0 || machine+1 < c.Machines)
			w.Close()
			if !crashed && err == nil {
				break
			}
			if runs++; err != nil {
				wrong = append(wrong, fmt.Errorf("%s crashes at event %d of seed %d: %w", w.Machines[machine].Name(), k, 1+k%8, err))
			}
		}
	}
	t.Logf("%d of %d crashes leave something wrong", len(wrong), runs)
	return runs, wrong
}

// at crashes a machine at the k-th event, if there is one in time.
func (c Crash) at(w *world.World, machine int, k uint64) (crashed bool, err error) {
	a := c.Witness(w)
	w.Sim.Attach(a)
	for w.Sim.Events() < k {
		if _, more, err := w.Sim.Step(sim.Time(c.Until)); err != nil || !more {
			return false, err
		}
	}
	undo := w.Machines[machine].Crash(k%2 == 0)
	if c.AtOnce != nil {
		if err := c.AtOnce(w); err != nil {
			return true, fmt.Errorf("at once: %w", err)
		}
	}
	w.Sim.After(c.Down, w.Sim.Owner("tester"), sim.Func(undo))
	if err := w.Sim.Run(sim.Time(c.Scenario.Duration)); err != nil {
		return true, err
	}
	return true, a.Verdict()
}

// Judged holds of a storm if the witness has nothing to say against it.
func Judged(name string, witness func(*world.World) Witness) storm.Property {
	return storm.Property{Name: name, New: func(r *storm.Run) storm.Judge {
		a := witness(r.World)
		return storm.Judge{Fact: func(f *sim.Fact) error { a.Fact(f); return nil }, End: a.Verdict}
	}}
}
