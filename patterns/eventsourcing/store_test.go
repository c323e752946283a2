package eventsourcing_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns/eventsourcing"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
	"wavetank/scenarios/world"
	"wavetank/sim"
	"wavetank/sim/reference"
)

func TestConformance(t *testing.T) {
	patternstest.Suite{Pattern: eventsourcing.Pattern, Footprint: patternstest.Requests}.Run(t)
}

const bank = `
title    = "A bank"
duration = "30s"
nodes.bank = { workers = 8, disk = { write = "200us", fsync = "1ms" }, routes.deposit = { work = "exp 2ms", op = "write" }, routes.withdraw = { work = "exp 2ms", op = "write" } }
loads.customers = { to = { "bank.deposit" = 1, "bank.withdraw" = 1 }, rate = "100/s", until = "3s", timeout = "500ms", keys = 5 }
patterns.it = { kind = "event-sourcing", on = "bank", opening = 3, snapshot_every = 4, attempts = 5, commands = [{ route = "bank.deposit", change = 1 }, { route = "bank.withdraw", change = -1 }] }
variants.it = ["it"]
`

func open(t rapid.TB, text string) *scenarios.Scenario {
	s, err := scenarios.Parse("bank.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A ledger of the tests is what the trace says: the events of each item.
type ledger struct {
	acked, lost, overdrawn, conflicts int64
	stored, truth                     int64
	sum                               *int64 // of acked over all storms, or nil
}

func (l *ledger) Fact(f *sim.Fact) {
	switch f.Kind {
	case eventsourcing.Appended:
		l.acked++
	case eventsourcing.EventsConflict:
		l.conflicts++
	case eventsourcing.EventsLost:
		l.lost += f.Value
	case eventsourcing.Overdrawn:
		l.overdrawn++
	case eventsourcing.Stored:
		l.stored = f.Value
	case eventsourcing.Truth:
		l.truth = f.Value
	}
}

// Verdict holds what must be so at the end.
func (l *ledger) Verdict() error {
	if l.sum != nil {
		*l.sum += l.acked
	}
	if l.lost > 0 || l.overdrawn > 0 {
		return fmt.Errorf("%d events were lost, %d times an account was overdrawn", l.lost, l.overdrawn)
	}
	return nil
}

// TestACrashAtAnyInstantLosesNothing crashes the bank at every event of a short
// run, with and without power: every acknowledged event is in the log afterwards.
func TestACrashAtAnyInstantLosesNothing(t *testing.T) {
	s := open(t, bank)
	s.Loads[0].Until, s.Duration = 200*time.Millisecond, time.Second
	c := patternstest.Crash{
		Scenario: s, Machines: 1, Until: 200 * time.Millisecond, Down: 50 * time.Millisecond,
		Witness: func(*world.World) patternstest.Witness { return &ledger{} },
	}
	if testing.Short() {
		c.Stride = 13
	}
	if _, wrong := c.Everywhere(t); len(wrong) > 0 {
		t.Error(wrong[0])
	}
}

// Without a sync crashes lose what was acknowledged: the check above can fail.
func TestWithoutASyncSomethingIsLost(t *testing.T) {
	lost := int64(0)
	for seed := uint64(1); seed <= 20; seed++ {
		s := open(t, bank)
		s.Patterns[0].Config.(*eventsourcing.Config).Fsync = false
		at := time.Second
		s.Faults = []scenarios.Fault{{Kind: "crash", Schedule: fault.Schedule{At: &at, For: sim.Constant(time.Second)},
			Effect: &fault.Crash{Machines: fault.On("bank")}}}
		run, err := scenarios.Run(t.Context(), s, "", seed, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		lost += run.Fact("events.lost")
	}
	if lost == 0 {
		t.Error("20 crashes lost nothing")
	}
}

// Storms of crashes, pauses and full or slow disks: what is stored is what was
// acknowledged and, at the most, what nobody was told of; no account is overdrawn.
// A storm may leave nothing to store, but not all of them.
func TestStormsLoseNothing(t *testing.T) {
	stored := int64(0)
	rapid.Check(t, func(t *rapid.T) {
		storm.Check(t, storm.Plan{
			Scenario: open(t, bank), Seed: rapid.Uint64().Draw(t, "seed"),
			Policy:     storm.Policy{Kinds: []string{"crash", "pause", "disk-full", "disk-slow"}, Most: 5, Until: 5 * time.Second},
			Properties: []storm.Property{nothingLost(&stored)},
		})
	})
	if stored == 0 {
		t.Error("no storm left anything to store")
	}
}

// TestAStormMayLeaveNothingToStore is a case that a campaign has found: the bank
// stands still until it crashes, and is away until its customers are gone.
func TestAStormMayLeaveNothingToStore(t *testing.T) {
	s, from, crash := open(t, bank), time.Duration(0), 896*time.Millisecond
	bank := fault.On("bank")
	s.Faults = []scenarios.Fault{
		{Index: 0, Kind: "pause", Schedule: fault.Schedule{At: &from, For: sim.Constant(time.Second)}, Effect: &fault.Pause{Machines: bank}},
		{Index: 1, Kind: "crash", Schedule: fault.Schedule{At: &crash, For: sim.Constant(2500 * time.Millisecond)}, Effect: &fault.Crash{Machines: bank}},
	}
	stored := int64(0)
	storm.Check(t, storm.Plan{Scenario: s, Still: true, Runs: 1, Properties: []storm.Property{nothingLost(&stored)}})
	if stored > 0 {
		t.Errorf("%d events are stored: it is another case", stored)
	}
}

// nothingLost holds if the ledger misses nothing. What was acknowledged is added to
// stored.
func nothingLost(stored *int64) storm.Property {
	return patternstest.Judged("nothing is lost", func(*world.World) patternstest.Witness { return &ledger{sum: stored} })
}

// TestTruth: with a snapshot every k events a load reads (k-1)/2 on average and
// k-1 at most (testdata/cqrs1.json).
func TestTruth(t *testing.T) {
	var table struct {
		Replay []struct{ K, Mean, Max float64 }
	}
	reference.Table(t, "cqrs1", &table)
	for _, v := range table.Replay {
		s := open(t, fmt.Sprintf(`
title    = "x"
duration = "%vs"
nodes.bank = { routes.deposit = { op = "write" } }
loads.l = { to = "bank.deposit", rate = "1000/s", arrivals = "constant" }
patterns.it = { kind = "event-sourcing", on = "bank", snapshot_every = %v, commands = [{ route = "bank.deposit", change = 1 }] }
variants.it = ["it"]
`, v.K/2, v.K))
		w, err := world.Build(s, "", 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		var loads, read, most float64
		w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
			if f.Kind == eventsourcing.Loaded {
				loads++
				read += float64(f.Value)
				most = max(most, float64(f.Value))
			}
		}))
		if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
			t.Fatal(err)
		}
		// The load after the last event of a snapshot reads none, the one before
		// the next reads k-1; the command that takes a snapshot reads too.
		if math.Abs(read/loads-v.Mean) > 0.1 || most != v.Max {
			t.Errorf("k = %v: mean %v, max %v of %v loads; want %v, %v", v.K, read/loads, most, loads, v.Mean, v.Max)
		}
	}
}

// A command that comes again is answered as it was: not recorded again, and not
// refused because it had taken the last itself.
func TestAWithdrawalThatComesAgainIsNeitherRefusedNorDoubled(t *testing.T) {
	for _, store := range []string{"events", "crud"} {
		s := open(t, fmt.Sprintf(`
title    = "x"
duration = "40s"
nodes.app  = { routes.visit = { calls = ["bank.withdraw"], timeout = "20ms" } }
nodes.bank = { routes.withdraw = {} }
links."*" = { latency = "1ms", loss = "20%%", transport = "datagram" }
loads.visitors = { to = "app.visit", rate = "20/s", until = "30s", keys = 1000000 }
patterns.again = { kind = "retry", on = "app -> bank", attempts = 20, base = "1ms" }
patterns.it = { kind = "event-sourcing", on = "bank", store = %q, opening = 1, commands = [{ route = "bank.withdraw", change = -1 }] }
variants.it = ["again", "it"]
`, store))
		run, err := scenarios.Run(t.Context(), s, "", 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		refused, doubled := run.Fact("events.refused"), run.Fact("events.doubled")
		if again := run.Fact("attempt.sent") - 2*run.Fact("events.appended"); again < 50 {
			t.Errorf("%s: only %d came again", store, again)
		}
		if store == "events" && refused+doubled > 0 || store == "crud" && refused == 0 {
			t.Errorf("%s: %d refused, %d doubled", store, refused, doubled)
		}
	}
}
