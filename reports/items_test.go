package reports

import (
	"math/rand/v2"
	"testing"
	"time"

	"wavetank/sim"
)

// An op is a read or a write of an item: what was written or found, and when it
// began and ended. A write that ends at never was not acknowledged.
type op struct {
	read       bool
	item       int64
	token      int64
	begin, end time.Duration
}

// lost stands for the end of what was never acknowledged.
const lost = time.Duration(never)

func playOps(o Options, ops []op) *Summary {
	tape := newTape()
	for i, x := range ops {
		name := "writer"
		if x.read {
			name = "reader"
		}
		owner := tape.world.Owner(name)
		key := sim.Key(i + 1)
		fact := func(at time.Duration, k *sim.Kind) {
			tape.add(at, sim.Fact{Kind: k, Owner: owner, Load: owner, Key: key, Value: x.item, Extra: x.token})
		}
		tape.add(x.begin, sim.Fact{Kind: sim.RequestStarted, Owner: owner, Load: owner, Key: key})
		if !x.read {
			fact(x.begin, sim.ItemWriting)
		}
		if x.end == lost {
			continue
		}
		if x.read {
			fact(x.end, sim.ItemRead)
		} else {
			fact(x.end, sim.ItemWritten)
		}
		tape.add(x.end, sim.Fact{Kind: sim.RequestOK, Owner: owner, Load: owner, Key: key, Value: int64(x.end - x.begin), Extra: int64(x.begin)})
	}
	return tape.play(o)
}

func TestStaleReadsAndLostWrites(t *testing.T) {
	const ms = time.Millisecond
	write := func(token int64, begin, end time.Duration) op { return op{token: token, begin: begin, end: end} }
	read := func(token int64, begin time.Duration) op {
		return op{read: true, token: token, begin: begin, end: begin + 10*ms}
	}
	for _, test := range []struct {
		name        string
		ops         []op
		stale, lost int64
	}{
		{"a read finds the last write", []op{write(7, 0, 10*ms), read(7, 20*ms)}, 0, 0},
		{"a read of nothing after a write is stale", []op{write(7, 0, 10*ms), read(0, 20*ms)}, 1, 0},
		{"a read of nothing while the write is under way is not", []op{write(7, 0, 30*ms), read(0, 20*ms)}, 0, 0},
		{"a read of nothing a second later tells that the write is lost", []op{write(7, 0, 10*ms), read(0, 1010*ms)}, 1, 1},
		{"a write that shows itself in the end is not lost", []op{write(7, 0, 10*ms), read(0, 1010*ms), read(7, 3*sec)}, 1, 0},
		{"a write that was seen and vanished is lost", []op{write(7, 0, 10*ms), read(7, 1010*ms), read(0, 3*sec)}, 1, 1},
		{"an older write than the last is stale", []op{write(7, 0, 10*ms), write(8, 20*ms, 30*ms), read(7, 40*ms)}, 1, 0},
		{"either of two writes that overlapped may have come last", []op{write(7, 0, 25*ms), write(8, 20*ms, 30*ms), read(7, 40*ms), read(8, 60*ms)}, 0, 0},
		{"a write in doubt may come at any time", []op{write(7, 0, lost), write(8, 20*ms, 30*ms), read(7, 40*ms), read(8, 60*ms), read(7, 3*sec)}, 0, 0},
		{"a write in doubt hides no loss of another", []op{write(7, 0, 10*ms), write(8, 20*ms, lost), read(0, 2*sec)}, 1, 1},
		{"of two writes one after the other only the last can be lost", []op{write(7, 0, 10*ms), write(8, 20*ms, 30*ms), read(0, 2*sec)}, 1, 1},
		{"a loss is counted when the next write hides it", []op{write(7, 0, 10*ms), read(0, 2*sec), write(8, 3*sec, 3*sec+ms), read(8, 5*sec)}, 1, 1},
		{"a write that was overwritten in time is not lost", []op{write(7, 0, 10*ms), read(0, 500*ms), write(8, 600*ms, 610*ms), read(8, 5*sec)}, 1, 0},
		{"what nobody reads is not missed", []op{write(7, 0, 10*ms)}, 0, 0},
		{"another item has its own writes", []op{write(7, 0, 10*ms), {read: true, item: 1, begin: 2 * sec, end: 2*sec + ms}}, 0, 0},
	} {
		s := playOps(Options{Duration: 10 * sec}, test.ops)
		if l := s.total(); l.StaleReads != test.stale || l.LostWrites != test.lost {
			t.Errorf("%s: %d stale reads and %d lost writes, want %d and %d", test.name, l.StaleReads, l.LostWrites, test.stale, test.lost)
		}
	}
}

func TestItemsCountForTheLoadThatReadOrWroteThem(t *testing.T) {
	ops := []op{{token: 7, begin: sec, end: 2 * sec}, {read: true, begin: 5 * sec, end: 6 * sec}}
	s := playOps(Options{Duration: 10 * sec, Loads: []string{"reader", "writer"}}, ops)
	if r, w := s.Loads[0], s.Loads[1]; r.Reads != 1 || r.StaleReads != 1 || r.Writes+r.LostWrites != 0 || w.Writes != 1 || w.LostWrites != 1 || w.Reads+w.StaleReads != 0 {
		t.Errorf("reader %+v, writer %+v", r, w)
	}
	if _, ok, _ := s.Metric("stale_reads", "writer"); ok {
		t.Error("a load that reads nothing has stale reads")
	}
	if x, ok, _ := s.Metric("lost_writes", "writer"); x != 1 || !ok {
		t.Errorf("lost writes: %v, %v", x, ok)
	}
	late := playOps(Options{Duration: 10 * sec, Warmup: 5500 * time.Millisecond}, ops)
	if l := late.total(); l.Reads+l.StaleReads+l.Writes+l.LostWrites != 0 {
		t.Errorf("the warm-up was counted: %+v", l)
	}
}

// A lagging store shows a write to readers a while after it was acknowledged; one
// that forgets never shows some of them.
func history(seed uint64, items, n int, every, lag time.Duration, forgets bool) (ops []op, forgotten int) {
	luck := rand.New(rand.NewPCG(seed, 1))
	type version struct {
		token int64
		from  time.Duration // when readers can see it
	}
	seen := make(map[int64][]version)
	for i := range n {
		x := op{item: luck.Int64N(int64(items)), begin: time.Duration(i) * every}
		x.end = x.begin + time.Millisecond
		if x.read = luck.IntN(2) == 0; x.read {
			for _, v := range seen[x.item] {
				if v.from <= x.begin {
					x.token = v.token
				}
			}
		} else {
			x.token = int64(i + 1)
			if forgets && luck.IntN(10) == 0 {
				forgotten++
			} else {
				seen[x.item] = append(seen[x.item], version{x.token, x.end + lag})
			}
		}
		ops = append(ops, x)
	}
	return ops, forgotten
}

// reference counts stale reads with the whole history at hand.
func reference(ops []op) (stale int64) {
	for _, r := range ops {
		if !r.read {
			continue
		}
		end := time.Duration(-1)
		for _, w := range ops {
			if !w.read && w.item == r.item && w.token == r.token {
				end = w.end
			}
		}
		for _, w := range ops {
			if !w.read && w.item == r.item && w.begin > end && w.end < r.begin {
				stale++
				break
			}
		}
	}
	return stale
}

func TestAStoreIsJudgedFairly(t *testing.T) {
	for seed := range uint64(20) {
		run := Options{Duration: 40 * sec}
		ops, _ := history(seed, 20, 2000, 10*time.Millisecond, 0, false)
		if l := playOps(run, ops).total(); l.StaleReads != 0 || l.LostWrites != 0 {
			t.Errorf("seed %d: a linearizable store has %d stale reads and %d lost writes", seed, l.StaleReads, l.LostWrites)
		}
		ops, _ = history(seed, 20, 2000, 10*time.Millisecond, 900*time.Millisecond, false)
		l := playOps(run, ops).total()
		if want := reference(ops); l.StaleReads != want || want == 0 || l.LostWrites != 0 {
			t.Errorf("seed %d: a lagging store has %d stale reads, want %d, and %d lost writes", seed, l.StaleReads, want, l.LostWrites)
		}
		ops, forgotten := history(seed, 20, 2000, 10*time.Millisecond, 0, true)
		l = playOps(run, ops).total()
		if want := reference(ops); l.StaleReads != want {
			t.Errorf("seed %d: a forgetful store has %d stale reads, want %d", seed, l.StaleReads, want)
		}
		if l.LostWrites == 0 || l.LostWrites > int64(forgotten) {
			t.Errorf("seed %d: %d lost writes, of %d that were forgotten", seed, l.LostWrites, forgotten)
		}
	}
}

// TestMemoryOfAnItemIsBounded writes one item so often, with so many writes in
// doubt, that most of its history is forgotten; what is left must not accuse.
func TestMemoryOfAnItemIsBounded(t *testing.T) {
	luck := rand.New(rand.NewPCG(1, 2))
	world := sim.New(sim.Config{})
	owner := world.Owner("users")
	load := &loadFold{}
	f := newItemsFold(0, false, func(*sim.Owner) *loadFold { return load }, func(string, sim.Time) {})
	var doubtful []int64
	for i := range int64(12000) {
		at := sim.Time(i) * 1000
		fact := sim.Fact{At: at, Owner: owner, Key: sim.Key(i), Extra: i + 1}
		f.writing(&fact)
		if luck.IntN(100) < 90 {
			doubtful = append(doubtful, i+1)
		} else {
			fact.At += 10
			f.written(&fact)
		}
		fact = sim.Fact{At: at + 20, Owner: owner, Key: sim.Key(i)}
		if len(doubtful) > 0 {
			fact.Extra = doubtful[luck.IntN(len(doubtful))]
		}
		f.answered(&fact)
		fact.Extra = int64(at + 20)
		f.ended(&fact)
		if n := len(f.items[sim.Item{}].writes); n > 2*mostOpen {
			t.Fatalf("%d writes are remembered", n)
		}
	}
	if load.Reads != 12000 || load.StaleReads > 1 { // the first read may come before any write in doubt
		t.Errorf("%d of %d reads of writes in doubt are called stale", load.StaleReads, load.Reads)
	}
}
