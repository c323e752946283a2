package nodes_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/sim"
)

const ms = time.Millisecond

// A rack is a disk and a world to use it in.
type rack struct {
	t rapid.TB
	w *sim.World
	o *sim.Owner
	d *nodes.Disk
}

func newRack(t rapid.TB, seed uint64, c nodes.DiskConfig) *rack {
	w := sim.New(sim.Config{Seed: seed})
	o := w.Owner("store")
	return &rack{t, w, o, nodes.NewDisk(o, c)}
}

// at has f run as a process at that time.
func (r *rack) at(d time.Duration, f func(p *sim.Proc)) {
	r.w.At(sim.Time(d), r.o, sim.Func(func() { r.w.Go(r.o, f) }))
}

// do has f run as a process, and returns when all is quiet.
func (r *rack) do(f func(p *sim.Proc)) {
	r.t.Helper()
	done := false
	r.w.Go(r.o, func(p *sim.Proc) { f(p); done = true })
	pass(r.t, r.w, time.Minute)
	if !done {
		r.t.Fatal("the disk did not answer within a minute")
	}
}

func slowDisk() nodes.DiskConfig {
	return nodes.DiskConfig{Write: sim.Constant(2 * ms), Fsync: sim.Constant(10 * ms)}
}

func TestWhenDiskOperationsEnd(t *testing.T) {
	write := func(p *sim.Proc, d *nodes.Disk) error { return d.Append(p, "log", []byte("record")) }
	sync := func(p *sim.Proc, d *nodes.Disk) error { return d.Sync(p, "log") }
	type step struct {
		at time.Duration
		do func(*sim.Proc, *nodes.Disk) error
	}
	slow := func(factor float64, d time.Duration) func(*sim.Proc, *nodes.Disk) error {
		return func(p *sim.Proc, disk *nodes.Disk) error {
			undo := disk.Slow(factor)
			p.Sleep(d)
			undo()
			return nil
		}
	}
	fill := func(p *sim.Proc, d *nodes.Disk) error {
		undo := d.Fill()
		p.Sleep(10 * ms)
		undo()
		return nil
	}
	killed := func(p *sim.Proc, d *nodes.Disk) error {
		p.World().After(3*ms, p.Owner(), sim.Func(p.Kill))
		return d.Sync(p, "log")
	}
	for _, c := range []struct {
		name  string
		steps []step
		want  string
	}{
		{"a write and a sync cost what they cost", []step{{0, write}, {5 * ms, sync}}, "0:2ms 1:15ms"},
		{"one thing is done at a time, in the order of the calls", []step{{0, sync}, {1 * ms, write}, {2 * ms, sync}, {3 * ms, write}}, "0:10ms 1:12ms 2:22ms 3:24ms"},
		{"a disk that turns slow slows what is under way", []step{{0, sync}, {5 * ms, slow(2, time.Hour)}, {6 * ms, write}}, "0:15ms 2:19ms"},
		{"a disk that recovers does so at once", []step{{0, sync}, {5 * ms, slow(2, 2*ms)}}, "1:7ms 0:11ms"},
		{"slow-downs multiply", []step{{0, slow(2, time.Hour)}, {0, slow(3, time.Hour)}, {0, write}}, "2:12ms"},
		{"a full disk fails after the usual time, and recovers", []step{{0, fill}, {1 * ms, write}, {1 * ms, write}, {5 * ms, sync}}, "1:3ms(full) 2:5ms(full) 0:10ms 3:15ms"},
		{"a process killed under way makes room at once", []step{{0, killed}, {1 * ms, write}}, "1:5ms"},
		{"a process killed in the queue leaves it", []step{{0, sync}, {1 * ms, killed}, {2 * ms, write}}, "0:10ms 2:12ms"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRack(t, 1, slowDisk())
			var got []string
			for i, s := range c.steps {
				r.at(s.at, func(p *sim.Proc) {
					err := s.do(p, r.d)
					note := fmt.Sprintf("%d:%v", i, p.Now())
					if errors.Is(err, nodes.ErrDiskFull) {
						note += "(full)"
					}
					got = append(got, note)
				})
			}
			pass(t, r.w, time.Second)
			if all := strings.Join(got, " "); all != c.want {
				t.Errorf("ended: %s, want %s", all, c.want)
			}
		})
	}
}

func TestADiskHasItsCapacity(t *testing.T) {
	r := newRack(t, 1, nodes.DiskConfig{Capacity: 10})
	r.do(func(p *sim.Proc) {
		for _, c := range []struct {
			name string
			err  error
			want error
			size int64
		}{
			{"eight bytes fit", r.d.Append(p, "a", make([]byte, 8)), nil, 8},
			{"three more do not, and leave nothing", r.d.Append(p, "b", make([]byte, 3)), nodes.ErrDiskFull, 8},
			{"two more do", r.d.Append(p, "b", make([]byte, 2)), nil, 10},
			{"an empty record always fits", r.d.Append(p, "b", nil), nil, 10},
			{"a larger version does not fit", r.d.Replace(p, "a", make([]byte, 9)), nodes.ErrDiskFull, 10},
			{"a smaller version makes room", r.d.Replace(p, "a", make([]byte, 1)), nil, 3},
			{"which can be used", r.d.Append(p, "a", make([]byte, 7)), nil, 10},
		} {
			if c.err != c.want {
				t.Errorf("%s: %v, want %v", c.name, c.err, c.want)
			}
		}
	})
	if got := r.d.Size("a") + r.d.Size("b"); got != 10 {
		t.Errorf("%d bytes, want 10", got)
	}
}

func TestAReaderKeepsWhatItRead(t *testing.T) {
	for seed := range uint64(20) {
		r := newRack(t, seed, nodes.DiskConfig{})
		if got := r.d.Read("log"); got != nil {
			t.Errorf("a file that nobody wrote holds %q", got)
		}
		r.do(func(p *sim.Proc) {
			r.d.Append(p, "log", []byte("one two"))
			before := r.d.Read("log")
			longer := append(before, '!')
			r.d.Append(p, "log", []byte("?"))
			r.d.Crash()
			r.d.Append(p, "log", []byte("X"))
			if string(before) != "one two" || string(longer) != "one two!" {
				t.Errorf("what was read has become %q, and with more %q", before, longer)
			}
		})
	}
}

func TestACrashTellsWhatItTook(t *testing.T) {
	r := newRack(t, 1, nodes.DiskConfig{})
	var lost []sim.Fact
	r.w.Attach(sim.SinkFunc(func(f *sim.Fact) { lost = append(lost, *f) }))
	r.do(func(p *sim.Proc) {
		r.d.Append(p, "log", []byte("kept"))
		r.d.Sync(p, "log")
		r.d.Crash()
		if len(lost) != 0 {
			t.Errorf("nothing was lost, but the trace says %v", lost)
		}
		for range 50 {
			r.d.Append(p, "log", []byte("0123456789"))
		}
		r.d.Crash()
	})
	if len(lost) != 1 || lost[0].Kind != nodes.DiskLost || lost[0].Value != 504-r.d.Size("log") {
		t.Errorf("%d bytes are left of 504, and the trace says %v", r.d.Size("log"), lost)
	}
}

func TestACrashTearsSomeWritesAndSparesAnyNumber(t *testing.T) {
	const worlds, records, length = 4000, 4, 100
	whole := make([]int, records+1)
	torn := 0
	for seed := range uint64(worlds) {
		r := newRack(t, seed, nodes.DiskConfig{})
		r.w.Go(r.o, func(p *sim.Proc) {
			for range records {
				r.d.Append(p, "log", make([]byte, length))
			}
		})
		pass(t, r.w, ms)
		r.d.Crash()
		size := r.d.Size("log")
		whole[size/length]++
		if size%length > 0 {
			torn++
		}
	}
	for n, times := range whole {
		if times < worlds/(records+1)*8/10 {
			t.Errorf("%d records survived in %d of %d crashes, want about a fifth", n, times, worlds)
		}
	}
	// Half of the crashes that lose a record, but for those that leave no byte.
	if want := worlds * 4 / 5 / 2; torn < want*9/10 || torn > want*11/10 {
		t.Errorf("%d of %d crashes tore a write, want about %d", torn, worlds, want)
	}
}

func TestTheLuckOfAFileIsItsOwn(t *testing.T) {
	play := func(other bool) (string, sim.Time) {
		r := newRack(t, 7, nodes.DiskConfig{Write: sim.Exponential(ms), Fsync: sim.Exponential(ms)})
		var spent time.Duration
		r.do(func(p *sim.Proc) {
			for i := range 20 {
				if other {
					r.d.Append(p, "other", []byte("x"))
					r.d.Sync(p, "other")
				}
				begin := p.Now()
				r.d.Append(p, "log", []byte{'a' + byte(i)})
				spent += p.Now().Sub(begin)
			}
		})
		r.d.Crash()
		return string(r.d.Read("log")), sim.Time(spent)
	}
	data, spent := play(false)
	if data2, spent2 := play(true); data2 != data || spent2 != spent {
		t.Errorf("beside another file %q in %v, alone %q in %v", data2, spent2, data, spent)
	}
}

func TestEmptyRecordsTakeNoMemory(t *testing.T) {
	r := newRack(t, 1, nodes.DiskConfig{Write: sim.Constant(1)})
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	r.do(func(p *sim.Proc) {
		for range 200_000 {
			r.d.Append(p, "log", nil)
		}
	})
	if grown := heap() - before; grown > 200_000 {
		t.Errorf("%d bytes more after 200,000 empty records", grown)
	}
	if n := r.d.Operations(); n != 200_000 {
		t.Errorf("%d operations were counted, want 200000", n)
	}
}
