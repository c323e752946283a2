package retry_test

import (
	"slices"
	"testing"
	"time"

	"wavetank/patterns/retry"
	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// run runs a variant of a library scenario with seed 1 and returns its facts of
// one kind.
func run(t *testing.T, name, variant string, kind *sim.Kind) (facts []sim.Fact) {
	t.Helper()
	s, err := scenarios.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.Build(s, variant, 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		if f.Kind == kind {
			facts = append(facts, *f)
		}
	}))
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	return facts
}

// TestThreeLayersOfFourAre64 counts what each click became at the database, of the
// clicks that began and ended while it was down.
func TestThreeLayersOfFourAre64(t *testing.T) {
	calls, clicks := make(map[int64]int), 0
	for _, f := range run(t, "three-layers", "three", sim.AttemptSent) {
		if f.Peer.Name() == "db" {
			calls[f.Extra]++ // by when the click was meant to start
		}
	}
	for born, n := range calls {
		if at := time.Duration(born); at > 11*time.Second && at < 25*time.Second {
			if clicks++; n != 64 {
				t.Errorf("the click at %v became %d queries", at, n)
			}
		}
	}
	if clicks < 100 {
		t.Errorf("only %d clicks met the outage", clicks)
	}
}

// TestJitterLowersThePeaks counts the retries of the herd in each hundredth of a
// second.
func TestJitterLowersThePeaks(t *testing.T) {
	peak := make(map[string]int)
	for _, variant := range []string{"lockstep", "full", "equal", "decorrelated"} {
		var buckets [2500]int
		for _, f := range run(t, "thundering-herd", variant, retry.Sent) {
			buckets[f.At/sim.Time(10*time.Millisecond)]++
		}
		peak[variant] = slices.Max(buckets[:])
	}
	t.Logf("highest in a hundredth of a second: %v", peak)
	for _, variant := range []string{"full", "equal", "decorrelated"} {
		if 4*peak[variant] > peak["lockstep"] {
			t.Errorf("%s: %d retries in a hundredth of a second, in lockstep %d", variant, peak[variant], peak["lockstep"])
		}
	}
}
