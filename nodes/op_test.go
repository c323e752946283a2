package nodes

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// A store is a node with a route for each operation, and a load on it.
func store(t *testing.T, seed uint64, ops ...Op) (w *sim.World, n *Node, seen func(*sim.Kind) []sim.Fact) {
	t.Helper()
	w = sim.New(sim.Config{Seed: seed})
	t.Cleanup(w.Close)
	facts := make(map[*sim.Kind][]sim.Fact)
	w.Attach(sim.SinkFunc(func(f *sim.Fact) { facts[f.Kind] = append(facts[f.Kind], *f) }))
	network := net.New(w, nil)
	n = NewNode(network, "store", func(n *Node) {
		NewService(n, ServiceConfig{Queue: -1, Routes: []Route{{Name: "get", Op: Read}, {Name: "put", Op: Write}}}, nil, nil)
	})
	n.Boot()
	var targets []Target
	for _, op := range ops {
		route := map[Op]string{Read: "get", Write: "put"}[op]
		pick := PickerFunc(func(*Request) net.ID { return n.ID() })
		targets = append(targets, Target{Dependency: Dependency{Name: "store", Route: route, Op: op, Pick: pick}, Weight: 1})
	}
	arrivals, err := NewArrivals(w, w.Owner("users").Key(), ArrivalsConfig{Process: "constant", Rate: 10, Until: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	NewLoad(network, "users", LoadConfig{Targets: targets, Arrivals: arrivals, Items: NewItems(3, 0)}, nil).Start()
	return w, n, func(k *sim.Kind) []sim.Fact { return facts[k] }
}

func TestAReadFindsTheLastWrite(t *testing.T) {
	w, _, seen := store(t, 1, Read, Write)
	if err := w.Run(sim.Time(time.Minute)); err != nil {
		t.Fatal(err)
	}
	reads, writes := seen(sim.ItemRead), seen(sim.ItemWritten)
	if len(reads) < 100 || len(writes) < 100 || len(seen(sim.ItemWriting)) != len(writes) {
		t.Fatalf("%d reads, %d writes", len(reads), len(writes))
	}
	for _, r := range reads {
		want := int64(0)
		for _, v := range writes {
			if v.At < r.At && v.Value == r.Value {
				want = v.Extra
			}
		}
		if r.Extra != want {
			t.Fatalf("item %d at %v: found %d, want %d", r.Value, r.At, r.Extra, want)
		}
	}
}

func TestACrashForgetsWhatWasWritten(t *testing.T) {
	w, n, seen := store(t, 1, Write)
	w.At(sim.Time(30050*time.Millisecond), n.Owner(), sim.Func(func() { n.Crash(false)() }))
	if err := w.Run(sim.Time(30050 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if len(seen(sim.ItemWritten)) == 0 || len(n.service.items.tokens) != 0 {
		t.Errorf("%d writes, %d items kept", len(seen(sim.ItemWritten)), len(n.service.items.tokens))
	}
}

func TestAWriteThatComesAgainIsCounted(t *testing.T) {
	w, n, seen := store(t, 1, Read)
	put := func(at time.Duration, r *Request) {
		w.At(sim.Time(at), n.Owner(), sim.Func(func() {
			n.Go(func(p *sim.Proc) {
				if _, err := Call(p, NewCaller(n.Network(), n.ID(), false), n.ID(), r); err != nil {
					t.Error(err)
				}
			})
		}))
	}
	r := &Request{Key: 7, Root: 7, Once: 7, Route: "put", Op: Write, Item: 3}
	other := &Request{Key: 8, Root: 8, Once: 8, Route: "put", Op: Write, Item: 3}
	put(1, r)
	put(2, other)
	put(3, r.Attempt(2))
	put(4, &Request{Key: 9, Root: 9, Route: "put", Op: Write, Item: 3}) // without a key nobody can tell
	put(5, &Request{Key: 9, Root: 9, Route: "put", Op: Write, Item: 3})
	if err := w.Run(sim.Time(time.Second)); err != nil {
		t.Fatal(err)
	}
	again := seen(ItemRepeated)
	if len(again) != 1 || again[0].Value != 3 || again[0].Key != r.Attempt(2).Key {
		t.Errorf("repeated: %v", again)
	}
}

func TestEffectsAreKnownForEver(t *testing.T) {
	var e Effects
	for k := range sim.Key(100_000) {
		if e.add(k, k, false) {
			t.Fatalf("effect %d is not new", k)
		}
	}
	if !e.add(1, 1, false) || e.add(0, 0, false) {
		t.Error("the first effect is forgotten, or none at all is known")
	}
	if e.add(1, 1, true) || !e.add(1, 2, true) {
		t.Error("what recognises a key does what it has done, or recognises another")
	}
}

func TestItemsAreDrawnBySkew(t *testing.T) {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	for _, c := range []struct {
		skew  float64
		first float64 // share of item 0 among 4
	}{{0, 1. / 4}, {1, 12. / 25}, {2, 144. / 205}} {
		items, hits := NewItems(4, c.skew), 0
		const n = 100_000
		for i := range n {
			if items.of(w, sim.Key(i).Mix(1)) == 0 {
				hits++
			}
		}
		if got := float64(hits) / n; got < c.first-0.005 || got > c.first+0.005 {
			t.Errorf("skew %v: item 0 in %.4f of the draws, want %.4f", c.skew, got, c.first)
		}
	}
}

func TestAnAttemptKeepsWhatAChildGetsAnew(t *testing.T) {
	r := &Request{Key: 7, Root: 7, Once: 7, Deadline: 9, Item: 3, Op: Write}
	again, child := r.Attempt(2), r.Child(5, "x", 1)
	if again.Once != 7 || again.Key == 7 || again.Deadline != 9 || again.Op != Write || again.Token() != r.Token() {
		t.Errorf("attempt %+v", again)
	}
	if child.Once != child.Key || child.Deadline != 9 || child.Op != NoOp || child.Item != 3 {
		t.Errorf("child %+v", child)
	}
}
