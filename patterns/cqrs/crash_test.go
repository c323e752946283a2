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
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
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

// An observer keeps what the trace says.
type observer struct {
	recorded int64
	never    []string // that happened, and must not
	behind   map[string]int64
	shop     *world.World
}

func newObserver(w *world.World) patternstest.Witness {
	return &observer{shop: w, behind: make(map[string]int64)}
}

func (a *observer) Fact(f *sim.Fact) {
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

// Verdict holds what must be so once all has come to rest.
func (a *observer) Verdict() error {
	if len(a.never) > 0 {
		return fmt.Errorf("%d times, such as\n%s", len(a.never), strings.Join(a.never[:min(3, len(a.never))], "\n"))
	}
	for who, n := range a.behind {
		if n != 0 {
			return fmt.Errorf("%s is %d events behind, and nothing happens any more", who, n)
		}
	}
	return onDisk(a.shop)
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
// with and without the loss of power, and looks at the disks at once and in the end.
func TestACrashAtAnyInstant(t *testing.T) {
	s := sound
	s.until = "150ms"
	recorded := 0
	c := patternstest.Crash{
		Scenario: s.open(t), Machines: 3, Stride: 3, Until: 2 * time.Second, Down: 300 * time.Millisecond, AtOnce: onDisk,
		Witness: func(w *world.World) patternstest.Witness {
			w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
				if f.Kind == cqrs.Recorded {
					recorded++
				}
			}))
			return newObserver(w)
		},
	}
	c.Scenario.Duration = 6 * time.Second
	if testing.Short() {
		c.Stride = 29
	}
	runs, wrong := c.Everywhere(t)
	if len(wrong) > 0 {
		t.Error(wrong[0])
	}
	if recorded < runs {
		t.Errorf("%d events in %d runs", recorded, runs)
	}
}

// troubles are what a shop stands.
var troubles = []string{"crash", "pause", "partition", "loss", "disk-full"}

// stormy holds a shop in a storm of troubles, over streams or datagrams, that is over long
// before the end.
func stormy(t *rapid.T, s shop, kinds ...string) {
	s.transport = rapid.SampledFrom([]string{"stream", "datagram"}).Draw(t, "transport")
	storm.Check(t, storm.Plan{
		Scenario: s.open(t), Seed: rapid.Uint64().Draw(t, "seed"),
		Policy: storm.Policy{
			Kinds: kinds,
			Most:  5, Until: 7 * time.Second, Down: storm.Anything,
		},
		Properties: []storm.Property{patternstest.Judged("read models agree", newObserver)},
	})
}

// TestStorms draws storms, in half of which a read model is made anew.
func TestStorms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sound
		s.until = "4s"
		s.fallback = rapid.SampledFrom([]string{"error", "write"}).Draw(t, "fallback")
		if rapid.Bool().Draw(t, "anew") {
			s.more = `rebuild_at = "2s", rebuild_work = "1ms"`
		}
		stormy(t, s, troubles...)
	})
}

// Storms find out whoever saves the checkpoint apart, makes a read model anew in
// its place, or answers with what is stale.
func TestStormsFindMutantsOut(t *testing.T) {
	for _, w := range []struct {
		name    string
		mistake func(*shop)
		kinds   []string
	}{
		{"the checkpoint is saved after the model", func(s *shop) { s.checkpoint = "after" }, troubles[:1]},
		{"the checkpoint is saved before the model", func(s *shop) { s.checkpoint = "before" }, troubles[:1]},
		{"made anew in place", func(s *shop) { s.more = `rebuild_at = "2s", rebuild = "in-place"` }, troubles},
		{"a stale answer after the wait", func(s *shop) { s.fallback = "stale" }, troubles},
	} {
		t.Run(w.name, func(t *testing.T) {
			s := sound
			w.mistake(&s)
			checks, broken := property.Breaks(t, 400, func(t *rapid.T) { stormy(t, s, w.kinds...) })
			if !broken {
				t.Error("is not found out")
			}
			t.Logf("found out after %d storms", checks)
		})
	}
}
