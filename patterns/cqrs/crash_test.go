package cqrs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/patterns/cqrs"
	"wavetank/patterns/eventsourcing"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/world"
	"wavetank/sim"
	"wavetank/sim/property"
)

// store is a shop with three read models: one that is pushed events, on a machine
// of its own, one that polls them, and one inline.
const store = `
title    = "A shop"
duration = "40s"

nodes.app   = { routes.visit = { calls = ["shop.buy", "pages.page", "pages.count", "shop.stock"], timeout = "2s" } }
nodes.shop  = { disk = { write = "100us", fsync = "1ms" }, routes.buy = { work = "exp 1ms" }, routes.stock = {} }
nodes.pages = { disk = { write = "100us", fsync = "1ms" }, routes.page = { work = "exp 1ms" }, routes.count = {} }

links."*" = { latency = "uniform 1ms..2ms", transport = "%[1]s" }
loads.visitors = { to = "app.visit", rate = "40/s", until = "%[2]s", timeout = "3s", keys = 4 }

[patterns.it]
kind     = "cqrs"
on       = ["shop", "pages", "app -> *"]
token    = true
wait     = "200ms"
fallback = "%[3]s"
write    = "exp 1ms"
aggregates  = [{ name = "cart" }, { name = "stock", opening = 1000 }]
commands    = [{ route = "shop.buy", aggregate = "stock", event = "bought", change = -1 }]
projections = [
	{ name = "page", queries = ["pages.page"], work = "exp 4ms", transaction = 3, lanes = 2, read = "1ms", join = "2ms", checkpoint = "%[4]s", %[5]s },
	{ name = "count", queries = ["pages.count"], fold = "count", delivery = "poll", interval = "30ms", batch = 4, work = "exp 2ms" },
	{ name = "stock", queries = ["shop.stock"], delivery = "inline", work = "exp 1ms" },
]

[variants]
it = ["it"]
`

// A shop is a store, and what may be different about it.
type shop struct{ transport, until, fallback, checkpoint, more string }

func (s shop) open(t rapid.TB) *scenarios.Scenario {
	x, err := scenarios.Parse("store.toml", fmt.Appendf(nil, store, s.transport, s.until, s.fallback, s.checkpoint, s.more))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

var sound = shop{"stream", "5s", "error", "together", ""}

// A witness keeps what the trace says.
type witness struct {
	recorded int64
	never    []string // that happened, and must not
	behind   map[string]int64
	facts    map[string]int
}

func watch(w *scenarios.World) *witness {
	a := &witness{behind: make(map[string]int64), facts: make(map[string]int)}
	w.Sim.Attach(a)
	return a
}

func (a *witness) Fact(f *sim.Fact) {
	a.facts[f.Kind.String()]++
	switch f.Kind {
	case cqrs.Recorded:
		a.recorded = max(a.recorded, f.Extra)
	case cqrs.Wrong, cqrs.Regressed, cqrs.Lost, cqrs.Violated:
		a.never = append(a.never, f.String())
	case cqrs.Lag:
		if f.Value < 0 {
			a.never = append(a.never, f.String())
		}
	case cqrs.Behind:
		a.behind[f.Owner.Name()] = f.Value
	}
}

// verdict holds what must be so once all has come to rest.
func (a *witness) verdict() error {
	if len(a.never) > 0 {
		return fmt.Errorf("%d times, such as\n%s", len(a.never), strings.Join(a.never[:min(3, len(a.never))], "\n"))
	}
	for who, n := range a.behind {
		if n != 0 {
			return fmt.Errorf("%s is %d events behind, and nothing happens any more", who, n)
		}
	}
	return nil
}

// onDisk compares what lies on the disks: each read model with the fold of the log
// up to its checkpoint. It asks nobody who took part.
func onDisk(w *scenarios.World) error {
	log := eventsourcing.NewLog()
	inline := model("sum")
	_, records := nodes.OpenJournal(w.Machines[1], "cqrs it")
	for _, r := range records {
		switch r[0] {
		case 'e':
			e, err := eventsourcing.Decode(r[1:])
			if err == nil {
				err = log.Restore(e)
			}
			if err != nil {
				return err
			}
		case 'i':
			if err := inline.Restore(r[2:]); err != nil {
				return err
			}
		}
	}
	if log.Len()-inline.Checkpoint() > 1 {
		return fmt.Errorf("the inline read model is at %d, the log at %d", inline.Checkpoint(), log.Len())
	}
	if err := agree("stock", inline, log, "sum"); err != nil {
		return err
	}
	for name, fold := range map[string]string{"page": "sum", "count": "count"} {
		for generation := range 2 {
			m := model(fold)
			_, records := nodes.OpenJournal(w.Machines[2], fmt.Sprintf("cqrs it %s %d", name, generation))
			for _, r := range records {
				if err := m.Restore(r); err != nil {
					return err
				}
			}
			if err := agree(name, m, log, fold); err != nil {
				return err
			}
		}
	}
	return nil
}

func model(fold string) *cqrs.Model {
	return cqrs.NewModel(cqrs.FoldOf(fold), func(stream int64) int64 { return stream / 2 })
}

// agree compares a read model with the fold of the log up to its checkpoint.
func agree(name string, m *cqrs.Model, log *eventsourcing.Log, fold string) error {
	if m.Checkpoint() > log.Len() {
		return fmt.Errorf("%s is at %d, the log at %d", name, m.Checkpoint(), log.Len())
	}
	want := model(fold)
	t := want.Begin()
	for _, e := range log.All(0, int(m.Checkpoint())) {
		if err := t.Take(e); err != nil {
			return err
		}
	}
	t.Commit()
	if !m.Equal(want) {
		return fmt.Errorf("%s up to %d is not the fold of the log", name, m.Checkpoint())
	}
	return nil
}

// TestACrashAtAnyInstant crashes each machine at every third event of a short run,
// each at another, with and without the loss of power, and looks at the disks at
// once and in the end.
func TestACrashAtAnyInstant(t *testing.T) {
	stride := uint64(3)
	if testing.Short() {
		stride = 29
	}
	s := sound
	s.until = "150ms"
	short := s.open(t)
	short.Duration = 6 * time.Second
	runs, recorded := 0, int64(0)
	for machine := range 3 {
		for k := uint64(1) + uint64(machine); k < 600; k += stride {
			w, err := world.Build(short, "", 2, sim.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			a := watch(w)
			for more := true; more && w.Sim.Events() < k; {
				if _, more, err = w.Sim.Step(sim.Time(short.Duration)); err != nil {
					t.Fatal(err)
				}
			}
			undo := w.Machines[machine].Crash(k%2 == 0)
			first := onDisk(w)
			w.Sim.After(300*time.Millisecond, w.Sim.Owner("tester"), sim.Func(undo))
			if err := w.Sim.Run(sim.Time(short.Duration)); err != nil {
				t.Fatal(err)
			}
			for _, err := range []error{first, onDisk(w), a.verdict()} {
				if err != nil {
					t.Fatalf("%s crashed at event %d: %v", w.Machines[machine].Name(), k, err)
				}
			}
			w.Close()
			runs++
			recorded += a.recorded
		}
	}
	if recorded < int64(runs) {
		t.Errorf("%d events in %d runs", recorded, runs)
	}
	t.Logf("%d crashes", runs)
}

// within draws a time that is as likely as any other: rapid likes small ones, and
// before the first request there is little to break.
func within(t *rapid.T, name string, most time.Duration) time.Duration {
	luck := sim.Key(rapid.Uint64().Draw(t, name)).Mix(1)
	return 1 + time.Duration(uint64(luck)%uint64(most))
}

// brew is a world in a drawn storm that is over long before the end.
func brew(t *rapid.T, s shop) error {
	s.transport = rapid.SampledFrom([]string{"stream", "datagram"}).Draw(t, "transport")
	x := s.open(t)
	for i := range rapid.IntRange(0, 5).Draw(t, "faults") {
		at := within(t, "at", 5*time.Second)
		f := scenarios.Fault{Index: i, Schedule: fault.Schedule{At: &at, For: sim.Constant(int64(within(t, "for", 2*time.Second)))}}
		who := rapid.SampledFrom([]string{"shop", "pages", "app"}).Draw(t, "who")
		victims := fault.On(who)
		switch f.Kind = rapid.SampledFrom([]string{"crash", "crash", "crash", "pause", "partition", "loss", "disk-full"}).Draw(t, "kind"); f.Kind {
		case "crash":
			f.Effect = &fault.Crash{Machines: victims, Silent: rapid.Bool().Draw(t, "silent")}
		case "pause":
			f.Effect = &fault.Pause{Machines: victims}
		case "partition":
			f.Effect = &fault.Partition{Isolate: who}
		case "loss":
			f.Effect = &fault.Loss{OnLink: fault.Everywhere(), Rate: 0.3}
		case "disk-full":
			f.Effect = &fault.DiskFull{Disks: fault.Disks{Machines: fault.On(rapid.SampledFrom([]string{"shop", "pages"}).Draw(t, "full"))}}
		}
		x.Faults = append(x.Faults, f)
	}
	w, err := world.Build(x, "", rapid.Uint64().Draw(t, "seed"), sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	a := watch(w)
	if err := w.Sim.Run(sim.Time(x.Duration)); err != nil {
		t.Fatal(err)
	}
	if err := a.verdict(); err != nil {
		return err
	}
	return onDisk(w)
}

// TestStorms draws crashes, torn writes, pauses, partitions, loss and full disks,
// over streams and datagrams, while a read model is made anew.
func TestStorms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sound
		s.until = "4s"
		s.fallback = rapid.SampledFrom([]string{"error", "write"}).Draw(t, "fallback")
		if rapid.Bool().Draw(t, "anew") {
			s.more = `rebuild_at = "2s", rebuild_work = "1ms"`
		}
		if err := brew(t, s); err != nil {
			t.Fatal(err)
		}
	})
}

// Storms find out whoever saves the checkpoint apart, makes a read model anew in
// its place, or answers with what is stale.
func TestStormsFindMutantsOut(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for _, w := range []struct {
		name    string
		mistake func(*shop)
	}{
		{"the checkpoint is saved after the model", func(s *shop) { s.checkpoint = "after" }},
		{"the checkpoint is saved before the model", func(s *shop) { s.checkpoint = "before" }},
		{"made anew in place", func(s *shop) { s.more = `rebuild_at = "2s", rebuild = "in-place"` }},
		{"a stale answer after the wait", func(s *shop) { s.fallback = "stale" }},
	} {
		t.Run(w.name, func(t *testing.T) {
			s := sound
			w.mistake(&s)
			checks, broken := property.Breaks(t, 400, func(t *rapid.T) {
				if err := brew(t, s); err != nil {
					t.Fatal(err)
				}
			})
			if !broken {
				t.Error("is not found out")
			}
			t.Logf("found out after %d storms", checks)
		})
	}
}
