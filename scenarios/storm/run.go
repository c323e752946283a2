package storm

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"wavetank/net"
	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

// A Violation is the first time that a property broke in a run.
type Violation struct {
	Property string
	Words    string     // what happened
	At       sim.Time   // when
	Digest   sim.Digest // of the run up to then
	Err      error      // what the judge said
}

// String tells the violation in one line.
func (v *Violation) String() string {
	return fmt.Sprintf("%s is violated at %v: %s", v.Property, v.At, v.Words)
}

// A trial is everything that decides a run.
type trial struct {
	seed     uint64
	storm    []scenarios.Fault
	jitter   uint64 // of a perturbation; 0 is none
	variant  string
	scenario *scenarios.Scenario // the one of the plan, perhaps reduced; nil is a world made in Go
	pulse    *atomic.Uint64      // for the watchdog; nil has none
}

// An outcome is what became of a run.
type outcome struct {
	violation *Violation // nil: every property held
	reached   []bool     // by property: the goals that were reached
	events    uint64
	margins   []*reports.Margin // by property: how much was left of a claim; nil, or shorter, if that cannot be said
	vacuous   string            // why the run shows nothing; empty if it does
}

// A runner runs trials of a plan.
type runner struct {
	plan   *Plan
	storms *stormGenerator
}

// errWorld is wrapped by what keeps a world from being built or judged, as
// opposed to a property that breaks.
var errWorld = errors.New("storm")

// run runs one trial until a property breaks or the time is over. The sinks see
// every fact. The error says that nothing could be judged.
func (r *runner) run(x trial, sinks ...sim.Sink) (out outcome, err error) {
	w, err := r.build(x)
	if err != nil {
		return out, err
	}
	defer w.Close()
	defer func() {
		if p := recover(); p != nil {
			if limit, ok := p.(error); ok && errors.Is(limit, sim.ErrLimit) {
				err = fmt.Errorf("%w: seed %d: %w", errWorld, x.seed, limit)
				return
			}
			err = fmt.Errorf("%w: seed %d, virtual time %v: the world panicked: %v\n%s", errWorld, x.seed, w.Sim.Now(), p, userLines(append(w.Sim.Stack(), debug.Stack()...)))
		}
	}()
	for _, s := range sinks {
		w.Sim.Attach(s)
	}
	var summing *reports.Collector
	if r.plan.Expect {
		summing = scenarios.Collect(w)
	}
	c := newChecker(w, r.calm(x), r.plan.Properties)
	w.Sim.Attach(c)
	c.pulse = x.pulse
	if err := c.drive(); err != nil {
		return out, fmt.Errorf("%w: seed %d: %w%s", errWorld, x.seed, err, last(w, err))
	}
	out = outcome{violation: c.violation, reached: c.reached, events: w.Sim.Events(), margins: c.margins(), vacuous: c.vacuous()}
	if r.plan.Expect && out.violation == nil {
		out.violation, err = r.expected(x, scenarios.Summary(w, summing))
		out.events *= uint64(len(x.scenario.Variants))
	}
	return out, err
}

// last says where the process was that ran last, if a run can hit a limit by that.
func last(w *scenarios.World, err error) string {
	if !errors.Is(err, sim.ErrLimit) {
		return ""
	}
	found := places(w.Sim.Latest())
	if len(found) == 0 {
		return ""
	}
	return "; the process that ran last waits in\n" + indented(found)
}

// calm returns when the storm of a trial is over.
func (r *runner) calm(x trial) time.Duration {
	if x.scenario != nil {
		return x.scenario.Calm()
	}
	return r.storms.Until
}

// made is the world of a seed, without a storm.
func (r *runner) made(seed uint64) (w *scenarios.World, err error) {
	if stuck := r.watched(seed, new(atomic.Uint64), func() { w, err = r.build(trial{seed: seed}) }); stuck != nil {
		return nil, stuck
	}
	return w, err
}

// build makes the world of a trial.
func (r *runner) build(x trial) (w *scenarios.World, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: the world of seed %d cannot be built: %v\n%s", errWorld, x.seed, p, userLines(debug.Stack()))
		}
	}()
	if x.scenario != nil {
		s := *x.scenario
		s.Faults = x.storm
		w, err = scenarios.Build(&s, x.variant, x.seed, r.plan.Limits)
	} else {
		w, err = r.plan.World(x.seed)
		if err == nil && w == nil {
			err = errors.New("the function World returned nil")
		}
		if err == nil {
			w.Arm(x.storm)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the world of seed %d cannot be built: %w", errWorld, x.seed, err)
	}
	x.perturb(w)
	return w, nil
}

// perturb lets messages of the trial's worlds be late, if it is one that does.
func (x trial) perturb(w *scenarios.World) {
	if x.jitter > 0 {
		w.Net.Install(fmt.Sprintf("perturbation %d", x.jitter), net.Delay{By: sim.Uniform{Hi: perturbation}})
	}
}

// perturbation is by how much a message is late at most in a perturbed run.
const perturbation = 100 * time.Microsecond
