package patterns_test

import (
	"errors"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A bank is two instances and the database that they share, whose state is a number on
// its disk: how many records the journal has.
type bank struct {
	world *sim.World
	db    *nodes.Node
	homes []*patterns.Home[*tally]
	apps  []*nodes.Node
}

type tally struct {
	records int
	journal *nodes.Journal
}

func (t *tally) add(p *sim.Proc) {
	if t.journal.Append(p, []byte("x")) == nil {
		t.records++
	}
}

func newBank() *bank {
	b := &bank{world: sim.New(sim.Config{Seed: 1})}
	n := net.New(b.world, func(_, _ net.ID) net.LinkConfig { return net.LinkConfig{Latency: sim.Constant(time.Millisecond)} })
	var base *patterns.Database
	b.db = nodes.NewNode(n, "db", func(*nodes.Node) { base.Serve() })
	b.db.Disk = nodes.NewDisk(b.db.Owner(), nodes.DiskConfig{Fsync: sim.Constant(10 * time.Millisecond)})
	base = patterns.NewDatabase(b.db, "app", true)
	b.db.Boot()
	for _, name := range []string{"app-1", "app-2"} {
		m := nodes.NewNode(n, name, nil)
		m.Boot()
		site := patterns.Site{Owner: m.Owner(), Node: m, Net: n, Group: "app", Name: "tally", Database: base}
		b.apps = append(b.apps, m)
		b.homes = append(b.homes, patterns.Settle(site, func(s patterns.Site) *tally {
			journal, records := nodes.OpenJournal(s.Node, "tally")
			return &tally{len(records), journal}
		}))
	}
	return b
}

func TestInstancesShareWhatTheirDatabaseKeeps(t *testing.T) {
	b := newBank()
	defer b.world.Close()
	seen, took := 0, time.Duration(0)
	b.apps[0].Go(func(p *sim.Proc) { b.homes[0].Do(p, 0, func(p *sim.Proc, t *tally) { t.add(p) }) })
	b.apps[1].Go(func(p *sim.Proc) {
		p.Sleep(50 * time.Millisecond)
		began := p.Now()
		b.homes[1].Do(p, 0, func(_ *sim.Proc, t *tally) { seen = t.records })
		took = p.Now().Sub(began)
	})
	b.world.Run(sim.Time(time.Minute))
	if seen != 1 || took != 2*time.Millisecond {
		t.Errorf("the other instance sees %d records after %v, want 1 after the way there and back", seen, took)
	}
}

func TestATransactionGoesOnWithoutWhoAskedForIt(t *testing.T) {
	b := newBank()
	defer b.world.Close()
	seen := 0
	p := b.apps[0].Go(func(p *sim.Proc) { b.homes[0].Do(p, 0, func(p *sim.Proc, t *tally) { t.add(p) }) })
	b.world.At(sim.Time(5*time.Millisecond), b.world.Owner("test"), sim.Func(p.Kill))
	b.apps[1].Go(func(p *sim.Proc) {
		p.Sleep(50 * time.Millisecond)
		b.homes[1].Do(p, 0, func(_ *sim.Proc, t *tally) { seen = t.records })
	})
	b.world.Run(sim.Time(time.Minute))
	if seen != 1 {
		t.Errorf("%d records, want the one of the process that was killed", seen)
	}
}

func TestACrashOfTheDatabaseLeavesWhatWasSynced(t *testing.T) {
	b := newBank()
	defer b.world.Close()
	seen := -1
	var torn error
	b.apps[0].Go(func(p *sim.Proc) {
		b.homes[0].Do(p, 0, func(p *sim.Proc, t *tally) { t.add(p) })
		torn = b.homes[0].Do(p, time.Second, func(p *sim.Proc, t *tally) { p.Sleep(time.Hour); t.add(p) })
		b.homes[0].Insist(p, time.Millisecond, time.Millisecond, func(_ *sim.Proc, t *tally) { seen = t.records })
	})
	b.world.At(sim.Time(100*time.Millisecond), b.world.Owner("test"), sim.Func(func() {
		undo := b.db.Crash(false)
		b.world.At(sim.Time(200*time.Millisecond), b.world.Owner("test"), sim.Func(undo))
	}))
	b.world.Run(sim.Time(time.Minute))
	if torn == nil || errors.Is(torn, net.ErrTimeout) || seen != 1 {
		t.Errorf("the transaction under way ends with %v, and the next finds %d records: want that it is told, and 1", torn, seen)
	}
}

func TestTurnsAreTakenOneAfterTheOther(t *testing.T) {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	var turns patterns.Turns[int]
	under, most, done, last := 0, 0, 0, sim.Time(0)
	for range 5 {
		w.Go(w.Owner("a"), func(p *sim.Proc) {
			turns.Take(p, 7)
			defer turns.Give(7)
			under++
			most = max(most, under)
			p.Sleep(time.Second)
			under--
			done, last = done+1, p.Now()
		})
	}
	w.Run(sim.Time(time.Minute))
	if most != 1 || done != 5 || last != sim.Time(5*time.Second) {
		t.Errorf("%d at a time, %d in all, until %v", most, done, last)
	}
}
