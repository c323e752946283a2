package storm

import (
	"slices"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

// A shrinker looks for the least trial that breaks the same property. It takes
// a step only if the smaller trial, run from its beginning, breaks it too.
type shrinker struct {
	runner *runner
	best   trial
	found  *Violation // of the best
	events uint64     // that it may still spend
	runs   int
}

// mostShrinking bounds the events of a shrinking, not its time, so that it ends
// after the same steps on every machine.
const mostShrinking = 40_000_000

// runCost is what a run costs beside its events, in events.
const runCost = 2000

// shrink returns the least trial that it finds to break the property that x
// breaks: with fewer faults, then shorter, later, narrower ones, then fewer nodes
// and less load.
func (r *runner) shrink(x trial, found *Violation) *Failure {
	s := &shrinker{runner: r, best: x, found: found, events: mostShrinking}
	s.name()
	s.own()
	for s.fewer() {
	}
	s.brief()
	for more := true; more; {
		more = s.each(shorter)
		more = s.each(s.narrower) || more
	}
	s.later()
	if s.best.scenario != nil {
		for s.smaller() {
		}
	}
	for s.fewer() {
	}
	s.brief()
	return &Failure{
		Seed: x.seed, Drawn: x.storm, Storm: s.best.storm, Violation: s.found, Steps: s.runs,
		found: found, least: s.best,
	}
}

// try takes a trial if it breaks the same property.
func (s *shrinker) try(x trial) bool {
	if s.events == 0 {
		return false
	}
	s.runs++
	out, err := s.runner.patiently(x)
	s.events -= min(s.events, out.events+runCost)
	if err != nil || out.violation == nil || out.violation.Property != s.found.Property {
		return false
	}
	s.best, s.found = x, out.violation
	return true
}

// name gives every fault a name, by which its luck goes, so that it does not
// depend on how many there are before it.
func (s *shrinker) name() {
	x := s.best
	x.storm = slices.Clone(x.storm)
	named := true
	for i := range x.storm {
		if f := &x.storm[i]; f.Name == "" {
			f.Name, named = "own-"+f.Kind+"-"+string(rune('a'+i%26)), false
		}
	}
	if !named {
		s.try(x)
	}
}

// own reduces a scenario to what the failure needs of it as a file: one variant,
// its patterns, its seed.
func (s *shrinker) own() {
	if s.best.scenario == nil {
		return
	}
	x := s.best
	c := *x.scenario
	v, err := c.Variant(x.variant)
	if err != nil {
		return
	}
	c.Seed = int64(x.seed)
	if s.runner.plan.Still && len(s.runner.plan.Properties) == 0 { // nobody asks for the calm
		c.Storm = nil
	}
	if !s.runner.plan.Expect {
		c.Variants, c.Expects = []scenarios.Variant{v}, nil
		c.Patterns = keep(c.Patterns, func(p language.Pattern) bool { return slices.Contains(v.Patterns, p.Name) })
		c.Invariants = keep(c.Invariants, func(i language.Invariant) bool { return i.Holds(v.Name) && named(&i).Name == s.found.Property })
		for i := range c.Invariants {
			c.Invariants[i].Variants = nil
		}
	}
	s.reload(x, &c)
}

// reload takes a changed scenario if it is one still, and breaks the property:
// it is written and read again, so that what is run is what the file will say.
func (s *shrinker) reload(x trial, c *scenarios.Scenario) bool {
	written := *c
	written.Faults = x.storm
	again, err := scenarios.Parse("failure.toml", written.Marshal())
	if err != nil {
		return false
	}
	x.scenario, x.storm = again, again.Faults
	return s.try(x)
}

// fewer leaves out faults: halves, quarters and so on, in the end one by one.
func (s *shrinker) fewer() bool {
	any := false
	for size := len(s.best.storm); size > 0; size /= 2 {
		for from := 0; from < len(s.best.storm); {
			x := s.best
			to := min(from+size, len(x.storm))
			x.storm = slices.Concat(x.storm[:from], x.storm[to:])
			if s.try(x) {
				any = true
			} else {
				from = to
			}
		}
	}
	return any
}

// each tries the simpler forms of every fault, and takes the first that will do.
func (s *shrinker) each(forms func(scenarios.Fault) []scenarios.Fault) bool {
	any := false
	for i := range s.best.storm {
		for _, f := range forms(s.best.storm[i]) {
			if s.replace(i, f) {
				any = true
				break
			}
		}
	}
	return any
}

func shorter(f scenarios.Fault) []scenarios.Fault {
	return changed(f, f.Schedule.Simpler(), func(g *scenarios.Fault, when fault.Schedule) { g.Schedule = when })
}

func (s *shrinker) narrower(f scenarios.Fault) []scenarios.Fault {
	return changed(f, fault.Simpler(f.Effect, s.runner.storms.ends), func(g *scenarios.Fault, effect fault.Effect) { g.Effect = effect })
}

// changed returns copies of something, one for each of the values, which set puts
// in.
func changed[T, V any](of T, values []V, set func(*T, V)) []T {
	var forms []T
	for _, v := range values {
		form := of
		set(&form, v)
		forms = append(forms, form)
	}
	return forms
}

func (s *shrinker) replace(i int, f scenarios.Fault) bool {
	x := s.best
	x.storm = slices.Clone(x.storm)
	x.storm[i] = f
	return s.try(x)
}

// later lets each fault begin as late as it may, by halves of the time left until
// the violation.
func (s *shrinker) later() {
	for i := range s.best.storm {
		for tries := 0; tries < 6; tries++ {
			f := s.best.storm[i]
			if f.Schedule.At == nil {
				break
			}
			gap := (time.Duration(s.found.At) - *f.Schedule.At) / 2
			at := fault.Round(*f.Schedule.At + gap)
			if at <= *f.Schedule.At || s.outlasts(at, f) {
				break
			}
			f.Schedule.At = &at
			if !s.replace(i, f) {
				break
			}
		}
	}
}

// outlasts reports whether a fault that begins then is not over when the calm
// begins, if there is one.
func (s *shrinker) outlasts(at time.Duration, f scenarios.Fault) bool {
	if x := s.best.scenario; x != nil && x.Storm == nil {
		return false
	}
	if f.Schedule.For != nil {
		at += f.Schedule.For.Mean()
	}
	return at > s.runner.calm(s.best)
}

func keep[T any](list []T, want func(T) bool) []T {
	var kept []T
	for _, x := range list {
		if want(x) {
			kept = append(kept, x)
		}
	}
	return kept
}
