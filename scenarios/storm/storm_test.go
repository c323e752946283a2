package storm_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/scenarios/storm"
)

func lockPlan(fenced bool) storm.Plan {
	return storm.Plan{
		World: lockService(fenced), Runs: 500,
		Properties: []storm.Property{
			storm.Monotone(stored, storm.ByNone),
			storm.Eventually(stored, 2*time.Second),
			storm.Sometimes(acquired),
		},
	}
}

func TestALockWithoutFencingIsFoundOut(t *testing.T) {
	report, err := storm.Hunt(context.Background(), lockPlan(false))
	if err != nil {
		t.Fatal(err)
	}
	f := report.Failure
	if f == nil {
		t.Fatalf("%d storms found nothing", report.Runs)
	}
	t.Logf("%d storms, %d runs to shrink %d faults to %d: %v", report.Runs, f.Steps, len(f.Drawn), len(f.Storm), f.Violation)
	if len(f.Storm) != 2 {
		t.Errorf("the least storm has %d faults, want 2: a late write, and a clock that lets it pass", len(f.Storm))
	}
}

func TestALockWithFencingHolds(t *testing.T) { storm.Check(t, lockPlan(true)) }

func TestRapidDrawsStorms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { storm.Check(t, lockPlan(true)) })
}
