package nodes_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/sim"
)

// A version is what a file may hold after a crash, before a part of the record
// that comes next.
type version struct {
	data []byte
	next []byte // nil if the next change is no append
}

// A shelf is the model of a file: its durable version, then one for each change.
type shelf []version

func (s *shelf) append(record []byte) {
	if len(record) == 0 {
		return
	}
	last := &(*s)[len(*s)-1]
	last.next = record
	*s = append(*s, version{data: slices.Concat(last.data, record)})
}

// allows reports whether a crash may leave data.
func (s shelf) allows(data []byte) bool {
	for _, v := range s {
		if bytes.Equal(data, v.data) {
			return true
		}
		rest, ok := bytes.CutPrefix(data, v.data)
		if ok && v.next != nil && bytes.HasPrefix(v.next, rest) {
			return true
		}
	}
	return false
}

func TestADiskLosesWhatWasNotSyncedAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRack(t, rapid.Uint64().Draw(t, "seed"), nodes.DiskConfig{})
		names := []string{"log", "snapshot"}
		model := map[string]shelf{"log": {{}}, "snapshot": {{}}}
		name := rapid.SampledFrom(names)
		data := rapid.SliceOfN(rapid.Byte(), 0, 5)
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				for _, n := range names {
					if want := model[n][len(model[n])-1].data; !bytes.Equal(r.d.Read(n), want) {
						t.Fatalf("%s holds %v, want %v", n, r.d.Read(n), want)
					}
				}
			},
			"append": func(t *rapid.T) {
				n, record := name.Draw(t, "file"), data.Draw(t, "record")
				r.do(func(p *sim.Proc) { r.d.Append(p, n, record) })
				s := model[n]
				s.append(slices.Clone(record))
				model[n] = s
				clear(record)
			},
			"replace": func(t *rapid.T) {
				n, all := name.Draw(t, "file"), data.Draw(t, "data")
				r.do(func(p *sim.Proc) { r.d.Replace(p, n, all) })
				model[n] = append(model[n], version{data: slices.Clone(all)})
				clear(all)
			},
			"sync": func(t *rapid.T) {
				n := name.Draw(t, "file")
				r.do(func(p *sim.Proc) { r.d.Sync(p, n) })
				model[n] = model[n][len(model[n])-1:]
			},
			"crash": func(t *rapid.T) {
				r.d.Crash()
				for _, n := range names {
					left := slices.Clone(r.d.Read(n))
					if !model[n].allows(left) {
						t.Fatalf("after a crash %s holds %v, which is none of %v", n, left, model[n])
					}
					model[n] = shelf{{data: left}}
				}
			},
			"erase": func(t *rapid.T) {
				r.d.Erase()
				model = map[string]shelf{"log": {{}}, "snapshot": {{}}}
			},
		})
	})
}

// A writer appends one record, and perhaps syncs, and may be killed meanwhile.
type writer struct {
	start, killed int // milliseconds; killed is 0 for never
	sync          bool
	wrote, synced sim.Time // when that returned, or 0
}

func TestADiskSharedByProcessesThatAreKilled(t *testing.T) {
	writers := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) *writer {
		w := &writer{start: rapid.IntRange(0, 60).Draw(t, "start"), sync: rapid.Bool().Draw(t, "sync")}
		if rapid.IntRange(0, 2).Draw(t, "fate") == 0 {
			w.killed = w.start + rapid.IntRange(1, 30).Draw(t, "life")
		}
		return w
	}), 1, 12)
	rapid.Check(t, func(t *rapid.T) {
		all := writers.Draw(t, "writers")
		slices.SortStableFunc(all, func(a, b *writer) int { return a.start - b.start })
		crash := rapid.IntRange(1, 200).Draw(t, "crash")
		r := newRack(t, rapid.Uint64().Draw(t, "seed"), slowDisk())
		for i, w := range all {
			r.at(time.Duration(w.start)*ms, func(p *sim.Proc) {
				if w.killed > 0 {
					r.w.At(sim.Time(time.Duration(w.killed)*ms), r.o, sim.Func(p.Kill))
				}
				r.d.Append(p, "log", []byte{byte(i)})
				w.wrote = p.Now()
				if w.sync {
					r.d.Sync(p, "log")
					w.synced = p.Now()
				}
			})
		}
		pass(t, r.w, time.Duration(crash)*ms)
		before := slices.Clone(r.d.Read("log"))
		if !slices.IsSorted(before) {
			t.Fatalf("records out of order: %v", before)
		}
		safe := 0
		for i, w := range all {
			if w.wrote > 0 && !slices.Contains(before, byte(i)) {
				t.Fatalf("record %d was written at %v and is not in %v", i, w.wrote, before)
			}
			if w.synced > 0 {
				safe = max(safe, slices.Index(before, byte(i))+1)
			}
		}
		r.o.Kill()
		r.d.Crash()
		after := r.d.Read("log")
		if !bytes.HasPrefix(before, after) || len(after) < safe {
			t.Fatalf("of %v a crash left %v; the first %d were synced", before, after, safe)
		}
		if n := r.d.Waiting(); n != 0 {
			t.Fatalf("%d operations of dead processes are under way", n)
		}
		begin := r.w.Now()
		r.do(func(p *sim.Proc) {
			r.d.Append(p, "log", nil)
			if took := p.Now().Sub(begin); took != 2*ms {
				t.Fatalf("a write to an idle disk took %v, want 2ms", took)
			}
		})
	})
}

func TestAnErasedDiskHasRoomAgain(t *testing.T) {
	r := newRack(t, 1, nodes.DiskConfig{Capacity: 4})
	write := func() (err error) {
		r.do(func(p *sim.Proc) {
			if err = r.d.Append(p, "log", []byte("four")); err == nil {
				err = r.d.Sync(p, "log")
			}
		})
		return err
	}
	if err := write(); err != nil {
		t.Fatal(err)
	}
	if err := write(); err != nodes.ErrDiskFull {
		t.Fatalf("a second record on a disk for one: %v", err)
	}
	if r.d.Erase(); r.d.Size("log") != 0 {
		t.Errorf("%d bytes are left", r.d.Size("log"))
	}
	if err := write(); err != nil {
		t.Error(err)
	}
}
