package storm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// A Plan says what is tested, by what storms, and what must hold.
type Plan struct {
	// World makes the world of a seed in Go: machines on a network, started, and
	// adopted by world.Adopt. Either it or Scenario is needed.
	World func(seed uint64) (*scenarios.World, error)
	// Scenario is the world, in its Variant ("" is the first). The faults that it
	// has come beside those of the storm.
	Scenario *scenarios.Scenario
	Variant  string

	Properties []Property // what must hold, or be reached
	Policy     Policy     // what a storm may do
	// Storms are drawn by a generator of the user's own instead of the Policy.
	Storms *Generator

	Expect bool // the scenario's expectations must hold in each run, too
	Still  bool // draw no storm: the scenario has faults of its own

	Runs     int           // storms to try; 0: 100. Not with rapid, which has its own count
	Seed     uint64        // of the first; 0: 1
	Jobs     int           // runs at a time; 0: 1. The result does not depend on it
	Limits   sim.Limits    // of each run
	Patience time.Duration // real time without an event after which a run counts as endless; 0: 30s
	Out      string        // folder for what a failure leaves behind; "": testdata/storms/NAME

	Progress func(done, total int) // called after some runs, one at a time; nil is nobody

	// Tries has blocks of seeds tried elsewhere, or knows already what they came to: it
	// returns what a Trier makes of each, in their order, or fewer if the context ends, or
	// scenarios.ErrElsewhere. Several goroutines call it. Nil: they are tried here.
	Tries func(ctx context.Context, index int, seeds []uint64) ([][]byte, error)
	Block int  // how many seeds Tries is given at a time; 0: 1
	Apart bool // somebody else concludes: what is found is neither made smaller nor counted

	alarm func(time.Duration) <-chan time.Time // of the watchdog; nil is the real clock
}

// TB is what Check and Replay need of a *testing.T, a *testing.B or a *rapid.T.
type TB interface {
	Helper()
	Name() string
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

const (
	defaultRuns     = 100
	defaultPatience = 30 * time.Second
)

// Check tries storms until a property breaks, and then fails the test with the
// least storm that breaks it and the command that repeats it. With a *rapid.T it
// tries one storm, which rapid draws and shrinks.
func Check(t TB, p Plan) {
	t.Helper()
	r, err := newRunner(p)
	if err != nil {
		t.Fatalf("%v", err)
		return
	}
	if r.checkedByRapid(t) || r.replayed(t) {
		return
	}
	report, err := r.hunt(context.Background())
	switch {
	case err != nil:
		t.Fatalf("%v", err)
	case report.Failure != nil:
		t.Fatalf("%s", r.tell(t.Name(), report))
	case report.Unreached != nil:
		t.Fatalf("storm: in %d storms %q was never reached: they do not test what they are meant to", report.Runs, report.Unreached)
	default:
		t.Logf("%s\n%s", Proof(report.Runs), report.Nearness())
	}
}

// newRunner completes a plan.
func newRunner(p Plan) (*runner, error) {
	if (p.World == nil) == (p.Scenario == nil) {
		return nil, errors.New("storm: a plan needs either a World or a Scenario")
	}
	if len(p.Properties) == 0 && !p.Expect {
		return nil, errors.New("storm: a plan without Properties cannot fail")
	}
	if p.Runs == 0 {
		p.Runs = defaultRuns
	}
	if p.Seed == 0 {
		p.Seed = 1
	}
	if p.Patience == 0 {
		p.Patience = defaultPatience
	}
	r := &runner{plan: &p}
	topology, lasts, err := r.look()
	if err != nil {
		return nil, err
	}
	r.storms, err = newStormGenerator(p.Policy, topology, lasts)
	if err != nil && p.Storms == nil && !p.Still {
		return nil, err
	}
	r.fix()
	return r, nil
}

// fix writes the policy into the scenario, so that a file of it says when the
// calm begins.
func (r *runner) fix() {
	if r.plan.Scenario == nil {
		return
	}
	s := *r.plan.Scenario
	table := language.StormTable{Most: defaultMost, Down: "minority"}
	if s.Storm != nil {
		table = *s.Storm
	}
	table.Until = r.storms.Until
	s.Storm = &table
	r.plan.Scenario = &s
}

// look finds out what faults can strike, and for how long a run lasts.
func (r *runner) look() (language.Topology, time.Duration, error) {
	if s := r.plan.Scenario; s != nil {
		if _, err := s.Variant(r.plan.Variant); err != nil {
			return language.Topology{}, 0, err
		}
		return s.Topology(), s.Duration, nil
	}
	w, err := r.made(r.plan.Seed)
	if err != nil {
		return language.Topology{}, 0, err
	}
	defer w.Close()
	return w.Topology(), w.Duration(), nil
}

// trial draws the storm of a seed.
func (r *runner) trial(seed uint64) (x trial, err error) {
	if r.plan.Still {
		return r.with(seed, nil), nil
	}
	if r.plan.Storms == nil {
		return r.with(seed, r.storms.drawSeed(seed)), nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("storm: the generator Storms of the plan gives no storm: %v", p)
		}
	}()
	return r.with(seed, r.plan.Storms.Example(int(seed))), nil
}

// with returns the trial of a seed and a storm.
func (r *runner) with(seed uint64, storm []scenarios.Fault) trial {
	x := trial{seed: seed, storm: storm, variant: r.plan.Variant, scenario: r.plan.Scenario}
	if x.scenario != nil {
		x.storm = append(x.scenario.Faults[:len(x.scenario.Faults):len(x.scenario.Faults)], storm...)
	}
	return x
}
