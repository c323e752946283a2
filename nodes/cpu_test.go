package nodes

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
)

// A lab is a cpu and a record of when its tasks ended.
type lab struct {
	w     *sim.World
	cpu   cpu
	tasks map[string]*Task
	ended map[string]time.Duration
}

func newLab(cores int64) *lab {
	w := sim.New(sim.Config{Seed: 1})
	l := &lab{w: w, tasks: make(map[string]*Task), ended: make(map[string]time.Duration)}
	l.cpu.owner, l.cpu.cores = w.Owner("node"), cores
	return l
}

func (l *lab) at(d time.Duration, f func()) { l.w.At(sim.Time(d), l.w.Owner("script"), sim.Func(f)) }

// work begins a task that takes d at full pace.
func (l *lab) work(name string, d time.Duration) {
	t := new(Task)
	l.tasks[name] = t
	l.cpu.start(t, d, sim.Func(func() { l.ended[name] = time.Duration(l.w.Now()) }))
}

func (l *lab) run(t rapid.TB, until time.Duration) {
	t.Helper()
	if err := l.w.Run(sim.Time(until)); err != nil {
		t.Fatal(err)
	}
}

const ms = time.Millisecond

// shifts are what a processor is given to do, and when it is done.
var shifts = []struct {
	name  string
	cores int64
	play  func(l *lab)
	want  string
}{
	{"work at full pace takes what it takes", 0, func(l *lab) {
		l.work("a", 10*ms)
		l.work("b", 4*ms)
	}, "a:10ms b:4ms"},
	{"a slow-down stretches the work that is left", 0, func(l *lab) {
		l.work("a", 10*ms)
		l.at(4*ms, func() { l.cpu.slow(3) })
	}, "a:22ms"},
	{"the end of a slow-down is felt at once", 0, func(l *lab) {
		undo := l.cpu.slow(5)
		l.work("a", 10*ms)
		l.at(20*ms, undo)
	}, "a:26ms"},
	{"slow-downs multiply, and end on their own", 0, func(l *lab) {
		first := l.cpu.slow(2)
		l.cpu.slow(3)
		l.work("a", 10*ms)
		l.at(30*ms, first)
	}, "a:45ms"},
	{"two equal slow-downs are two", 0, func(l *lab) {
		first := l.cpu.slow(2)
		l.cpu.slow(2)
		l.work("a", 10*ms)
		l.at(20*ms, first)
	}, "a:30ms"},
	{"a factor below one is a speed-up", 0, func(l *lab) {
		l.cpu.slow(0.5)
		l.work("a", 10*ms)
	}, "a:5ms"},
	{"hung work stands still, and goes on where it was", 0, func(l *lab) {
		l.work("a", 10*ms)
		l.at(4*ms, func() { l.at(104*ms, l.cpu.halt()) })
	}, "a:110ms"},
	{"a hang holds up what begins in it", 0, func(l *lab) {
		resume := l.cpu.halt()
		l.work("a", 0)
		l.work("b", 2*ms)
		l.at(50*ms, resume)
	}, "a:50ms b:52ms"},
	{"two hangs end with the later one", 0, func(l *lab) {
		l.work("a", 10*ms)
		first, second := l.cpu.halt(), l.cpu.halt()
		l.at(20*ms, second)
		l.at(30*ms, first)
	}, "a:40ms"},
	{"cores are shared in equal parts", 1, func(l *lab) {
		l.work("a", 10*ms)
		l.work("b", 10*ms)
		l.work("c", 2*ms)
	}, "a:22ms b:22ms c:6ms"},
	{"as many tasks as cores do not share", 2, func(l *lab) {
		l.work("a", 10*ms)
		l.work("b", 4*ms)
		l.at(2*ms, func() { l.work("c", 4*ms) })
	}, "a:11ms b:5ms c:7ms"},
	{"a task that is stopped never ends, and leaves its share to the others", 1, func(l *lab) {
		l.work("a", 10*ms)
		l.work("b", 10*ms)
		l.at(4*ms, func() {
			l.cpu.stop(l.tasks["b"])
			l.cpu.stop(l.tasks["b"])
		})
	}, "a:12ms"},
	{"a reset ends all, and what comes later is as new", 1, func(l *lab) {
		l.work("a", 10*ms)
		l.work("b", 10*ms)
		l.at(4*ms, l.cpu.reset)
		l.at(5*ms, func() { l.work("c", 3*ms) })
	}, "c:8ms"},
}

func TestWhenWorkEnds(t *testing.T) {
	for _, c := range shifts {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(c.cores)
			c.play(l)
			l.run(t, time.Hour)
			var got []string
			for name, at := range l.ended {
				got = append(got, name+":"+at.String())
			}
			slices.Sort(got)
			if all := strings.Join(got, " "); all != c.want {
				t.Errorf("ended: %s, want %s", all, c.want)
			}
			if n := len(l.cpu.tasks); n != 0 {
				t.Errorf("%d tasks are left", n)
			}
		})
	}
}

func TestTasksThatEndTogetherEndInTheOrderOfTheirBeginning(t *testing.T) {
	l := newLab(0)
	var order []int
	for i := range 20 {
		l.cpu.start(new(Task), time.Second, sim.Func(func() { order = append(order, i) }))
	}
	l.run(t, time.Minute)
	if len(order) != 20 || !slices.IsSorted(order) {
		t.Errorf("ended in the order %v", order)
	}
}

func TestATaskMayEndAnother(t *testing.T) {
	l := newLab(0)
	l.work("b", time.Second)
	l.cpu.start(new(Task), time.Second/2, sim.Func(func() {
		l.cpu.stop(l.tasks["b"])
		l.work("c", time.Second)
	}))
	l.run(t, time.Minute)
	if len(l.ended) != 1 || l.ended["c"] != 1500*time.Millisecond {
		t.Errorf("ended: %v, want c at 1.5s", l.ended)
	}
}

// A change is something that happens to a cpu: a task of that length begins, or
// the pace changes.
type change struct {
	at     float64 // nanoseconds
	begins float64 // length of the task, or 0
	factor float64 // of a slow-down that begins, or ends if negative; 0 is none
	hang   int     // 1 begins a hang, -1 ends one
}

// naive returns when the tasks end, in the order of their beginning, by walking
// from change to change and paying each task its share.
func naive(cores int64, changes []change) []float64 {
	var left, ends []float64
	pace, hung, now := 1.0, 0, 0.0
	for i := 0; ; {
		n := 0
		least := math.Inf(1)
		for _, l := range left {
			if l > 0 {
				n++
				least = min(least, l)
			}
		}
		share := pace
		if cores > 0 && n > int(cores) {
			share *= float64(cores) / float64(n)
		}
		if hung > 0 {
			share = 0
		}
		next := math.Inf(1)
		if i < len(changes) {
			next = changes[i].at
		}
		end := now + least/share
		if math.IsInf(end, 1) && i == len(changes) {
			return ends
		}
		to := min(next, end)
		for k := range left {
			if left[k] <= 0 {
				continue
			}
			if end <= next && left[k] == least {
				left[k], ends[k] = 0, end
			} else {
				left[k] = max(1e-9, left[k]-(to-now)*share)
			}
		}
		now = to
		if end <= next {
			continue
		}
		c := changes[i]
		i++
		hung += c.hang
		switch {
		case c.begins > 0:
			left, ends = append(left, c.begins), append(ends, math.Inf(1))
		case c.factor > 0:
			pace /= c.factor
		case c.factor < 0:
			pace *= -c.factor
		}
	}
}

// A script is a series of changes, and what makes them happen in a lab.
type script struct {
	changes []change
	acts    []func(*lab)
	ends    []time.Duration // of the tasks, as the lab has them
}

// aScript draws a script in which all that slows is undone in the end. The
// worst is how slow it may get.
func aScript(t *rapid.T) (s *script, worst float64) {
	s, worst = &script{}, 1
	now := 0.0
	var open []func() // to undo
	add := func(c change, act func(*lab)) {
		c.at = now
		s.changes, s.acts = append(s.changes, c), append(s.acts, act)
	}
	for range rapid.IntRange(1, 40).Draw(t, "changes") {
		now += float64(rapid.IntRange(0, 20_000).Draw(t, "pause")) * 1000
		switch rapid.IntRange(0, 6).Draw(t, "kind") {
		case 0:
			if len(open) > 0 {
				open[0]()
				open = open[1:]
			}
		case 1:
			var undo func()
			add(change{hang: 1}, func(l *lab) { undo = l.cpu.halt() })
			open = append(open, func() { add(change{hang: -1}, func(*lab) { undo() }) })
		case 2:
			var undo func()
			factor := rapid.Float64Range(0.5, 4).Draw(t, "factor")
			worst *= max(1, factor)
			add(change{factor: factor}, func(l *lab) { undo = l.cpu.slow(factor) })
			open = append(open, func() { add(change{factor: -factor}, func(*lab) { undo() }) })
		default:
			d := time.Duration(rapid.IntRange(1, 100_000).Draw(t, "work"))*time.Microsecond + 500
			i := len(s.ends)
			s.ends = append(s.ends, -1)
			add(change{begins: float64(d)}, func(l *lab) {
				l.cpu.start(new(Task), d, sim.Func(func() { s.ends[i] = time.Duration(l.w.Now()) }))
			})
		}
	}
	now += 1e9
	for _, undo := range open {
		undo()
	}
	return s, worst
}

func TestSharingAgreesWithANaiveSimulation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLab(rapid.Int64Range(0, 4).Draw(t, "cores"))
		s, worst := aScript(t)
		want := naive(l.cpu.cores, s.changes)
		// Every change, and every end of a task, may cut off a part of a nanosecond
		// of service, which a slow-down and up to forty tasks on a core stretch.
		slack := float64(3*len(s.changes)) * worst * 40
		for _, c := range s.changes {
			for _, end := range want {
				if c.hang > 0 && math.Abs(end-c.at) <= slack {
					t.Skip("a task ends as a hang begins")
				}
			}
		}
		for i, act := range s.acts {
			l.at(time.Duration(s.changes[i].at), func() { act(l) })
		}
		l.run(t, time.Hour)
		for i := range want {
			if off := math.Abs(float64(s.ends[i]) - want[i]); off > slack {
				t.Fatalf("task %d ends at %v, want %v, give or take %v", i, s.ends[i], time.Duration(want[i]), time.Duration(slack))
			}
		}
	})
}
