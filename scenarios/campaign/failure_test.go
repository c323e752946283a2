package campaign

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"wavetank/scenarios"
	"wavetank/sim"
)

// TestARunThatPilesUpIsKeptAsThat has one end in a process, and the same from its ledger.
func TestARunThatPilesUpIsKeptAsThat(t *testing.T) {
	s, err := scenarios.OpenOrigin("tiny.toml", scenario(t).Origin, scenarios.Setting{Key: "loads.l.rate", Value: "900/s"})
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(filepath.Join(t.TempDir(), "a.ledger"), header(s), false, free)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	task := scenarios.Task{Scenario: s, Seeds: []uint64{1, 2}, Limits: sim.Limits{InFlight: 50}}
	_, want := task.Carry(t.Context(), nil)
	c := &Campaign{Build: "build 1", Keep: l, Known: []*Ledger{l}, Carry: Here(nil, nil, "one")}
	for _, from := range []string{"a process", "its ledger"} {
		_, err := c.Evaluate(t.Context(), task)
		limit := (*sim.LimitError)(nil)
		if !errors.As(err, &limit) || !limit.Piled() || err.Error() != want.Error() {
			t.Fatalf("from %s: %v, want %v", from, err, want)
		}
		if l.Seeds() != 2 {
			t.Errorf("%d seeds are kept, want 2", l.Seeds())
		}
		c.Carry = nil
	}

	stalled := scenarios.Task{Scenario: s, Seeds: []uint64{3}, Limits: sim.Limits{Events: 1}}
	c.Carry = Here(nil, nil, "one")
	if _, err := c.Evaluate(t.Context(), stalled); err == nil || l.Seeds() != 2 {
		t.Errorf("%v, and of a run that had too many events something is kept", err)
	}
}

// TestWhoMakesATask tells shards, and whoever merges them, what is theirs.
func TestWhoMakesATask(t *testing.T) {
	for _, c := range []struct {
		name  string
		shard Shard
		late  bool // somebody is there for what is late only
		task  scenarios.Task
		made  bool
	}{
		{"a block of the shard", Shard{1, 3}, false, scenarios.Task{Index: 4}, true},
		{"a block of another", Shard{1, 3}, false, scenarios.Task{Index: 5}, false},
		{"what every shard needs", Shard{1, 3}, false, scenarios.Task{Index: scenarios.Everybody}, true},
		{"what a shard knows to be asked later", Shard{1, 3}, false, scenarios.Task{Index: 5, Late: true}, false},
		{"what a shard left out", Shard{}, true, scenarios.Task{Index: 4}, false},
		{"what no shard could know", Shard{}, true, scenarios.Task{Index: 4, Late: true}, true},
	} {
		made := false
		carry := Carrier(func(ctx context.Context, w *Work, key Key, s *scenarios.Scenario, seeds []uint64) (*Result, error) {
			made = true
			return Here(nil, nil, "one")(ctx, w, key, s, seeds)
		})
		x := &Campaign{Build: "build 1", Shard: c.shard, Carry: carry}
		if c.late {
			x.Carry, x.Late = nil, carry
		}
		c.task.Scenario, c.task.Seeds = scenario(t), []uint64{1}
		if _, err := x.Evaluate(t.Context(), c.task); made != c.made || errors.Is(err, scenarios.ErrElsewhere) == c.made {
			t.Errorf("%s: made is %v, %v", c.name, made, err)
		}
	}
}

// TestABentScenarioIsAnotherWork makes sure that the run of one is not taken for that of another.
func TestABentScenarioIsAnotherWork(t *testing.T) {
	s := scenario(t)
	l, err := Open(filepath.Join(t.TempDir(), "a.ledger"), header(s), false, free)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := &Campaign{Build: "build 1", Keep: l, Known: []*Ledger{l}, Carry: Here(nil, nil, "one")}
	digest := make(map[string]scenarios.Bend)
	for _, bend := range []scenarios.Bend{{}, {Cut: scenarios.Cut{From: 50, To: 10}}, {Cut: scenarios.Cut{From: 50, To: 20}}, {Cut: scenarios.Cut{From: 50, To: 20, Longer: 1}}} {
		task := scenarios.Task{Scenario: s, Seeds: []uint64{1}, Bend: bend}
		want, err := task.Carry(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got, err := c.Evaluate(t.Context(), task)
			if err != nil || digests(got) != digests(want) {
				t.Errorf("%+v: %v, %s, want %s", bend, err, digests(got), digests(want))
			}
		}
		if other, twice := digest[digests(want)]; twice {
			t.Errorf("%+v runs as %+v does", bend, other)
		}
		digest[digests(want)] = bend
	}
}
