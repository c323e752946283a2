package sim

import (
	"runtime"
	"testing"
	"time"
)

// memory returns what the program occupies now: its heap and all its stacks.
func memory() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

func TestParkedProcessesTakeLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes most of a second")
	}
	const n = 30_000
	before := memory()
	w := New(Config{Seed: 1})
	defer w.Close()
	o := w.Owner("node")
	for range n {
		w.Go(o, func(p *Proc) { p.ParkFor(time.Hour) })
	}
	run(t, w, time.Second)
	taken := memory() - before
	t.Logf("%d parked processes take %d MB, %d bytes each", n, taken>>20, taken/n)
	if taken > 4000*n {
		t.Error("that is more than 4,000 bytes each")
	}
	if w.Processes() != n {
		t.Errorf("%d processes live, want %d", w.Processes(), n)
	}
}

// TestMemoryIsThatOfTheLiving runs a world that comes and goes: ten times as many
// processes, events, cancelled timers and facts in the end take no more room.
func TestMemoryIsThatOfTheLiving(t *testing.T) {
	w := New(Config{Seed: 1})
	defer w.Close()
	o, other := w.Owner("node"), w.Owner("other")
	var source func()
	source = func() {
		waiting := w.Go(o, func(p *Proc) { p.Park() })
		w.Go(o, func(p *Proc) { p.Sleep(50); waiting.Wake(); w.Emit(Fact{Kind: RequestOK, Owner: o}) })
		w.Go(o, func(p *Proc) { p.Sleep(time.Hour) }).Kill()
		w.Cancel(w.After(time.Hour, o, Func(source)))
		o.Freeze()
		w.After(3, other, Func(o.Thaw))
		w.After(5, other, Func(source))
	}
	source()
	run(t, w, 20_000)
	before, coroutines, slots := memory(), len(w.all), len(w.queue.slots)
	run(t, w, 200_000)
	if grown := memory() - before; grown > 1<<20 {
		t.Errorf("it grew by %d KB", grown>>10)
	}
	if len(w.all) != coroutines || len(w.queue.slots) > 2*slots {
		t.Errorf("%d coroutines and %d slots, were %d and %d", len(w.all), len(w.queue.slots), coroutines, slots)
	}
}

// A member is one of a million that gossip, as plain callbacks.
type member struct {
	world *World
	owner *Owner
	heard int
}

func (m *member) Act() {
	m.heard++
	m.world.After(time.Second, m.owner, m)
}

// TestAMillionMembersFit holds what limits are for: they end runaways, and make
// room for a large world if they are told of it.
func TestAMillionMembersFit(t *testing.T) {
	if testing.Short() {
		t.Skip("takes most of a second")
	}
	const n = 1_000_000
	before := memory()
	w := New(Config{Seed: 1, Limits: Limits{InFlight: 4 * n}})
	o, luck := w.Owner("members"), w.Stream("members")
	members := make([]member, n)
	for i := range members {
		members[i] = member{world: w, owner: o}
		w.After(luck.Between(0, time.Second), o, &members[i])
	}
	run(t, w, 2*time.Second-1)
	t.Logf("%d members take %d MB", n, (memory()-before)>>20)
	if w.Events() != 2*n {
		t.Errorf("%d events, want two of each", w.Events())
	}
	runtime.KeepAlive(members)
}
