package bulkhead_test

import (
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// TestOnePoolFeelsNothingOfTheOther runs the flagship with and without the fault
// in payments: with the bulkhead, every fact about a search is the same, to the
// nanosecond; without it they are not.
func TestOnePoolFeelsNothingOfTheOther(t *testing.T) {
	for variant, isolated := range map[string]bool{"with": true, "without": false} {
		for seed := range uint64(2) {
			ill, well := searches(t, variant, seed, true), searches(t, variant, seed, false)
			at := 0
			for at < len(ill) && at < len(well) && ill[at] == well[at] {
				at++
			}
			same := at == len(ill) && at == len(well)
			switch {
			case len(well) < 10_000:
				t.Fatalf("%s, seed %d: only %d facts", variant, seed, len(well))
			case isolated && !same:
				t.Errorf("%s, seed %d: fact %d differs: %s, without the fault %s", variant, seed, at, ill[at], well[at])
			case !isolated && same:
				t.Errorf("%s, seed %d: %d facts, and the fault is not seen in them", variant, seed, at)
			}
		}
	}
}

// searches returns the facts of the flagship about searches.
func searches(t *testing.T, variant string, seed uint64, fault bool) []string {
	s, err := scenarios.Open("shared-pool")
	if err != nil {
		t.Fatal(err)
	}
	if !fault {
		s.Faults = nil
	}
	w, err := world.Build(s, variant, seed, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var all []string
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		if f.Load != nil && f.Load.Name() == "searchers" {
			all = append(all, f.String())
		}
	}))
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	return all
}
