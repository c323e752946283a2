//go:build !play

package storm

import (
	"fmt"

	"pgregory.net/rapid"

	"wavetank/scenarios"
)

// A Generator draws storms for rapid. A program for the browser, built with the tag
// play, has no tests and no rapid.
type Generator = rapid.Generator[[]scenarios.Fault]

// checkedByRapid tries one storm if rapid is to draw it.
func (r *runner) checkedByRapid(t TB) bool {
	rt, ok := t.(*rapid.T)
	if ok {
		r.checkOne(rt)
	}
	return ok
}

// checkOne tries one storm that rapid draws.
func (r *runner) checkOne(t *rapid.T) {
	t.Helper()
	generator := r.plan.Storms
	if generator == nil {
		generator = r.storms.generator()
	}
	x := r.with(r.plan.Seed, rapid.Map(generator, func(s []scenarios.Fault) drawn { return s }).Draw(t, "storm"))
	out, err := r.patiently(x)
	if err == nil && out.vacuous != "" { // unless the storm is to blame
		if out, err = r.patiently(r.with(r.plan.Seed, nil)); err == nil && out.vacuous != "" {
			err = fmt.Errorf("%w: %s", ErrVacuous, out.vacuous)
		}
		out.violation = nil
	}
	switch {
	case err != nil:
		t.Fatalf("%v", err)
	case out.violation == nil:
		return
	}
	if _, err := r.again(x, out.violation); err != nil {
		t.Fatalf("%v", err)
	}
	f := &Failure{Seed: x.seed, Storm: x.storm, Violation: out.violation, least: x}
	t.Logf("%v", telling(func() string { return r.story(f) }))
	t.Fatalf("storm: %v", out.violation)
}

// rapidly lets rapid choose.
type rapidly struct{ t *rapid.T }

func (r rapidly) Choose(what string, n int) int { return rapid.IntRange(0, n-1).Draw(r.t, what) }

func (r rapidly) several(most int, one func(chooser)) {
	fault := rapid.Custom(func(t *rapid.T) bool { one(rapidly{t}); return true })
	rapid.SliceOfN(fault, 1, most).Draw(r.t, "faults")
}

// generator is the same storms for rapid.
func (w *stormGenerator) generator() *rapid.Generator[[]scenarios.Fault] {
	return rapid.Custom(func(t *rapid.T) []scenarios.Fault { return w.draw(rapidly{t}) })
}
