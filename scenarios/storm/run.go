package storm

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"wavetank/net"
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
	jitter   uint64              // of a perturbation; 0 is none
	scenario *scenarios.Scenario // the one of the plan, perhaps reduced; nil is a world made in Go
}

// An outcome is what became of a run.
type outcome struct {
	violation *Violation // nil: every property held
	reached   []bool     // by property: the goals that were reached
	events    uint64
	began     []string // faults that took effect, in order
}

// A runner runs trials of a plan.
type runner struct {
	plan    *Plan
	weather *weather
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
			err = fmt.Errorf("%w: seed %d, virtual time %v: the world panicked: %v\n%s", errWorld, x.seed, w.Sim.Now(), p, userLines(debug.Stack()))
		}
	}()
	for _, s := range sinks {
		w.Sim.Attach(s)
	}
	c := r.court(w)
	w.Sim.Attach(c)
	if err := c.drive(w, r.weather.Until); err != nil {
		return out, fmt.Errorf("%w: seed %d: %w", errWorld, x.seed, err)
	}
	return outcome{violation: c.violation, reached: c.reached, events: w.Sim.Events(), began: c.began}, nil
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
		w, err = scenarios.Build(&s, r.plan.Variant, x.seed, r.plan.Limits)
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
	if x.jitter > 0 {
		w.Net.Install(fmt.Sprintf("perturbation %d", x.jitter), net.Delay{By: sim.Uniform{Hi: perturbation}})
	}
	return w, nil
}

// perturbation is by how much a message is late at most in a perturbed run.
const perturbation = 100 * time.Microsecond

// A court judges a run by all properties. It is the sink that they share.
type court struct {
	properties []Property
	judges     []Judge
	on         map[*sim.Kind][]int // who is told of a kind, as it turned out so far
	done       []bool
	reached    []bool
	began      []string
	violation  *Violation
}

func (r *runner) court(w *scenarios.World) *court {
	run := &Run{World: w, Calm: sim.Time(r.weather.Until), End: sim.Time(w.Duration())}
	n := len(r.plan.Properties)
	c := &court{
		properties: r.plan.Properties, judges: make([]Judge, n),
		on: make(map[*sim.Kind][]int), done: make([]bool, n), reached: make([]bool, n),
	}
	for i, p := range c.properties {
		c.guard(i, w.Sim.Now(), func() error { c.judges[i] = p.New(run); return nil })
	}
	return c
}

// Fact tells those who asked for the kind.
func (c *court) Fact(x *sim.Fact) {
	who, known := c.on[x.Kind]
	if !known {
		for i, p := range c.properties {
			if p.On == nil || wants(p.On, x.Kind) {
				who = append(who, i)
			}
		}
		c.on[x.Kind] = who
	}
	for _, i := range who {
		if judge := c.judges[i].Fact; judge != nil && !c.done[i] {
			c.guard(i, x.At, func() error { return judge(x) })
		}
	}
	if x.Kind == sim.FaultBegan {
		c.began = append(c.began, x.Owner.Name())
	}
}

func wants(kinds []*sim.Kind, k *sim.Kind) bool {
	for _, other := range kinds {
		if other == k {
			return true
		}
	}
	return false
}

// guard asks a judge and records what it says. A judge that panics has found a
// violation too: its own.
func (c *court) guard(i int, now sim.Time, ask func() error) {
	defer func() {
		if p := recover(); p != nil {
			c.accuse(i, now, fmt.Errorf("the property itself panicked: %v, at %s", p, userLine(debug.Stack())))
		}
	}()
	if err := ask(); err != nil {
		c.accuse(i, now, err)
	}
}

func (c *court) accuse(i int, now sim.Time, err error) {
	c.done[i] = true
	if c.properties[i].goal && err == errReached {
		c.reached[i] = true
		return
	}
	var late *Late
	if errors.As(err, &late) {
		now = late.At
	}
	if c.violation == nil {
		c.violation = &Violation{Property: c.properties[i].Name, Words: err.Error(), At: now, Err: err}
	}
}

// drive runs the world until a property breaks, or to its end. At the beginning
// of the calm it holds the storm to its word.
func (c *court) drive(w *scenarios.World, calm time.Duration) error {
	for _, until := range []sim.Time{sim.Time(calm), sim.Time(w.Duration())} {
		for c.violation == nil {
			_, more, err := w.Sim.Step(until)
			if err != nil {
				return err
			}
			if !more {
				break
			}
		}
		if left := w.Calm(); c.violation == nil && until == sim.Time(calm) && len(left) > 0 {
			return fmt.Errorf("the calm cannot begin at %v: %s", until, strings.Join(left, ", "))
		}
	}
	for i := range c.judges {
		if end := c.judges[i].End; end != nil && !c.done[i] && c.violation == nil {
			c.guard(i, sim.Time(w.Duration()), end)
		}
	}
	if c.violation != nil {
		c.violation.Digest = w.Sim.Digest()
	}
	return nil
}
