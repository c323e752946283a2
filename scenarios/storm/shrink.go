package storm

import (
	"errors"

	"wavetank/scenarios"
)

// A shrinker looks for the least trial that breaks the same property.
type shrinker struct {
	runner *runner
	best   trial
	found  *Violation // of the best
	events uint64     // that it may still spend
	runs   int
}

// mostShrinking bounds the events of a shrinking, which ends after the same
// steps on every machine: that is some twenty seconds.
const mostShrinking = 60_000_000

// shrink returns the least trial that it finds to break the property that x
// breaks.
func (r *runner) shrink(x trial, found *Violation) *Failure {
	s := &shrinker{runner: r, best: x, found: found, events: mostShrinking}
	for s.fewer() {
	}
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
	if errors.Is(err, errWorld) {
		return false
	}
	s.events -= min(s.events, out.events+1000)
	if out.violation == nil || out.violation.Property != s.found.Property {
		return false
	}
	s.best, s.found = x, out.violation
	return true
}

// fewer leaves out faults: halves, quarters and so on, in the end one by one.
func (s *shrinker) fewer() bool {
	any := false
	for size := len(s.best.storm); size > 0; size /= 2 {
		for from := 0; from < len(s.best.storm); {
			x := s.best
			to := min(from+size, len(x.storm))
			x.storm = append(append([]scenarios.Fault(nil), x.storm[:from]...), x.storm[to:]...)
			if s.try(x) {
				any = true
			} else {
				from = to
			}
		}
	}
	return any
}
