package sim

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A journal is what a test writes down while a world runs.
type journal struct {
	world *World
	lines []string
}

func (d *journal) write(format string, args ...any) {
	d.lines = append(d.lines, fmt.Sprintf("%v ", d.world.Now())+fmt.Sprintf(format, args...))
}

// expect compares the journal with lines separated by ", ".
func (d *journal) expect(t *testing.T, want string) {
	t.Helper()
	if got := strings.Join(d.lines, ", "); got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}

func newJournal(t *testing.T) (*World, *Owner, *journal) {
	w := New(Config{Seed: 1})
	t.Cleanup(w.Close)
	return w, w.Owner("node"), &journal{world: w}
}

func run(t *testing.T, w *World, until time.Duration) {
	t.Helper()
	if err := w.Run(Time(until)); err != nil {
		t.Fatal(err)
	}
}

// rest fails unless the world holds nothing any more.
func rest(t *testing.T, w *World) {
	t.Helper()
	if w.Pending() != 0 || w.Processes() != 0 || w.InFlight() != 0 {
		t.Errorf("%d events, %d processes and %d things in flight are left over", w.Pending(), w.Processes(), w.InFlight())
	}
	for _, o := range w.owners {
		if len(o.held) != 0 {
			t.Errorf("%s holds %d events back", o.name, len(o.held))
		}
		if o.procs.Len() != 0 || o.procs.First() != nil {
			t.Errorf("%s has %d processes left in its list", o.name, o.procs.Len())
		}
	}
}

// waits are ways in which processes wait, and what comes of it.
var waits = []struct {
	name  string
	story func(w *World, o *Owner, d *journal)
	want  string
}{
	{"a process begins after what is scheduled already", func(w *World, o *Owner, d *journal) {
		w.After(0, o, Func(func() { d.write("event") }))
		w.Go(o, func(*Proc) { d.write("process") })
		d.write("outside")
	}, "0s outside, 0s event, 0s process"},
	{"sleepers of one instant wake in the order in which they lay down", func(w *World, o *Owner, d *journal) {
		w.Go(o, func(p *Proc) { p.Sleep(1); p.Sleep(1); d.write("a") })
		w.Go(o, func(p *Proc) { p.Sleep(2); d.write("b") })
	}, "2ns b, 2ns a"},
	{"a wake does not cut a sleep short", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { p.Sleep(5); d.write("up") })
		w.After(2, o, Func(p.Wake))
	}, "5ns up"},
	{"a sleep of less than nothing lets the others go first", func(w *World, o *Owner, d *journal) {
		w.Go(o, func(p *Proc) { p.Sleep(-time.Hour); d.write("a") })
		w.Go(o, func(p *Proc) { d.write("b") })
	}, "0s b, 0s a"},
	{"a wake ends a park", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { p.Park(); d.write("up") })
		w.After(2, o, Func(p.Wake))
	}, "2ns up"},
	{"two wakes are one", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { p.Park(); d.write("up"); p.Park(); d.write("never") })
		w.After(2, o, Func(func() { p.Wake(); p.Wake() }))
		w.After(9, o, Func(p.Kill))
	}, "2ns up"},
	{"the second of two wakes does not put off the first", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { p.Park(); d.write("up") })
		w.After(2, o, Func(func() {
			p.Wake()
			w.After(0, o, Func(func() { d.write("behind") }))
			p.Wake()
		}))
	}, "2ns up, 2ns behind"},
	{"a wake counts once, for one park", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) {
			p.Sleep(1)
			d.write("%v", p.ParkFor(5))
			d.write("%v", p.ParkFor(5))
			p.Park()
			d.write("up")
		})
		w.After(2, o, Func(p.Wake))
		w.After(9, o, Func(p.Wake))
	}, "2ns true, 7ns false, 9ns up"},
	{"a wake before the park is lost", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { p.Wake(); d.write("%v", p.ParkFor(5)) })
		p.Wake()
	}, "5ns false"},
	{"a wake and then the timeout at one instant is a wake", func(w *World, o *Owner, d *journal) {
		var p *Proc
		w.After(5, o, Func(func() { p.Wake() }))
		p = w.Go(o, func(p *Proc) { d.write("%v", p.ParkFor(5)); p.Sleep(10); d.write("once") })
	}, "5ns true, 15ns once"},
	{"the timeout and then a wake at one instant is a timeout", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { d.write("%v", p.ParkFor(5)); d.write("%v", p.ParkFor(5)) })
		w.After(1, o, Func(func() { w.After(4, o, Func(p.Wake)) }))
	}, "5ns false, 5ns true"},
	{"a wake from another process comes after that process waits", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { p.Park(); d.write("woken") })
		w.Go(o, func(q *Proc) { p.Wake(); d.write("waker"); q.Sleep(1); d.write("later") })
	}, "0s waker, 0s woken, 1ns later"},
	{"a finished process is deaf", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { d.write("done") })
		w.After(1, o, Func(func() { p.Wake(); p.Kill(); d.write("%v", p.Done()) }))
	}, "0s done, 1ns true"},
	{"a process starts another and outlives its coroutine's next tenant", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { w.Go(o, func(q *Proc) { q.Park(); d.write("second") }) })
		w.After(1, o, Func(func() { p.Wake(); p.Kill() }))
		w.After(2, o, Func(func() { o.procs.First().Wake() }))
	}, "2ns second"},
}

func TestProcessesWait(t *testing.T) {
	for _, test := range waits {
		t.Run(test.name, func(t *testing.T) {
			w, o, d := newJournal(t)
			test.story(w, o, d)
			run(t, w, time.Hour)
			d.expect(t, test.want)
			rest(t, w)
		})
	}
}

func TestWaitingForSomebodyElsePanics(t *testing.T) {
	w, o, _ := newJournal(t)
	p := w.Go(o, func(p *Proc) { p.Park() })
	run(t, w, 0)
	before := w.Pending()
	for name, wait := range map[string]func(){
		"sleep": func() { p.Sleep(1) }, "park": p.Park, "park for": func() { p.ParkFor(1) },
	} {
		if got := fmt.Sprint(caught(wait)); !strings.Contains(got, "by somebody else") {
			t.Errorf("%s: %s", name, got)
		}
	}
	if w.Pending() != before {
		t.Errorf("%d events pending, were %d", w.Pending(), before)
	}
}

// caught returns what f panics with, or nil.
func caught(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return nil
}

func TestProcessesAreReusedInside(t *testing.T) {
	w, o, _ := newJournal(t)
	for range 100 {
		w.Go(o, func(p *Proc) { p.Sleep(time.Second) })
	}
	run(t, w, time.Minute)
	for range 1000 {
		w.Go(o, func(p *Proc) { p.Sleep(time.Second) })
		run(t, w, time.Duration(w.Now())+500*time.Millisecond)
	}
	run(t, w, time.Hour)
	if len(w.all) != 100 || len(w.idle) != 100 {
		t.Errorf("%d coroutines, %d of them idle; want 100 and 100", len(w.all), len(w.idle))
	}
	rest(t, w)
}
