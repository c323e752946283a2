package world

import (
	"time"

	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// Arm lets faults wait for their time, beside those of the scenario. It comes
// before the world runs.
func (w *World) Arm(faults []fault.Fault) {
	for i := range faults {
		w.arm(&faults[i])
	}
}

// End records, at the end of a run, the faults that are still acting.
func (w *World) End() {
	for _, f := range w.faults {
		f.finish()
	}
}

// Calm returns what of the faults is still armed or acting, in words: nothing
// once a storm is over and cannot come back.
func (w *World) Calm() []string {
	var left []string
	for _, f := range w.faults {
		switch {
		case len(f.active) > 0:
			left = append(left, f.spec.Label()+" is still acting")
		case f.armed():
			left = append(left, f.spec.Label()+" is still armed")
		}
	}
	for _, m := range w.Machines {
		switch {
		case m.Died(): // no fault's doing
		case !m.Up():
			left = append(left, m.Name()+" is down")
		case m.Owner().Frozen():
			left = append(left, m.Name()+" is frozen")
		}
	}
	return left
}

// armed reports whether the fault can begin again.
func (f *threat) armed() bool {
	s := &f.spec.Schedule
	return f.waiting > 0 || s.When != nil && f.matched < s.When.Count && !f.over()
}

// over reports whether a triggered fault comes too late by now.
func (f *threat) over() bool {
	until := f.spec.Schedule.Until
	return until > 0 && time.Duration(f.world.Sim.Now()) > until
}

// arm lets a fault of the scenario wait for its time.
func (w *World) arm(spec *fault.Fault) {
	owner := w.Sim.Owner("fault " + spec.Label())
	f := &threat{world: w, spec: spec, owner: owner, key: owner.Key()}
	w.faults = append(w.faults, f)
	w.watchLeaders(f)
	switch s := spec.Schedule; {
	case s.At != nil:
		f.waiting++
		w.Sim.At(sim.Time(*s.At), owner, sim.Func(f.timed))
	case s.Between != nil:
		f.wait(sim.Time(s.From))
	case s.When != nil:
		w.Sim.Attach(sim.SinkFunc(f.watch))
	}
}
