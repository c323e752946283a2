package storm

import (
	"context"
	"errors"
	"testing"

	"wavetank/nodes"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// TestEverySimplerFormIsAFile: what the shrinker tries can be written down.
func TestEverySimplerFormIsAFile(t *testing.T) {
	r := meshRunner(t, Plan{Policy: Policy{Most: 20, Kinds: fault.KindNames()}})
	s := &shrinker{runner: r}
	for seed := range uint64(10) {
		for _, f := range r.storms.drawSeed(seed) {
			for _, form := range append(s.narrower(f), shorter(f)...) {
				c := *r.plan.Scenario
				c.Faults = []scenarios.Fault{form}
				if _, err := scenarios.Parse("mesh.toml", c.Marshal()); err != nil {
					t.Fatalf("%s becomes %s: %v", f.Sentence(), form.Sentence(), err)
				}
			}
		}
	}
}

// noCrash breaks at the end of a run in which a machine crashed, however long
// ago: the shrinker may move the crash as far as it likes.
var noCrash = Property{Name: "no crash", On: []*sim.Kind{nodes.NodeCrashed}, New: func(*Run) Judge {
	crashed := false
	return Judge{
		Fact: func(*sim.Fact) error { crashed = true; return nil },
		End: func() error {
			if crashed {
				return errors.New("a machine crashed")
			}
			return nil
		},
	}
}}

func TestTheLeastStormIsOverWhenTheCalmBegins(t *testing.T) {
	r := meshRunner(t, Plan{Properties: []Property{noCrash}, Policy: Policy{Kinds: []string{"crash"}, Until: 2e9}})
	report, err := r.hunt(context.Background())
	if err != nil || report.Failure == nil {
		t.Fatalf("the hunt found nothing: %v", err)
	}
	for _, f := range report.Failure.Storm {
		if at := f.Schedule.At; at != nil && *at+f.Schedule.For.Mean() > 2e9 {
			t.Errorf("the storm ends at 2s: %s", f.Sentence())
		}
	}
}
