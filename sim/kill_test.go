package sim

import (
	"errors"
	"runtime"
	"testing"
	"time"
)

// kills are what may happen around the end of a process, and what comes of it.
var kills = []struct {
	name  string
	story func(w *World, o *Owner, d *journal)
	want  string
}{
	{"a parked process unwinds at once", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { defer d.write("unwound"); p.Park(); d.write("never") })
		w.After(3, o, Func(func() { p.Kill(); d.write("killed %v", p.Done()); p.Kill() }))
	}, "3ns unwound, 3ns killed true"},
	{"a sleeping process takes its timer along", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { defer d.write("unwound"); p.Sleep(time.Hour); d.write("never") })
		w.After(3, o, Func(func() { p.Kill(); d.write("pending %d", w.Pending()) }))
	}, "3ns unwound, 3ns pending 0"},
	{"a process that never began does not begin", func(w *World, o *Owner, d *journal) {
		w.Go(o, func(p *Proc) { d.write("never") }).Kill()
		d.write("pending %d, processes %d", w.Pending(), w.Processes())
	}, "0s pending 0, processes 0"},
	{"a woken process that did not yet go on", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { defer d.write("unwound"); p.Park(); d.write("never") })
		w.After(3, o, Func(func() { p.Wake(); p.Kill() }))
	}, "3ns unwound"},
	{"a process that kills itself goes on until it waits", func(w *World, o *Owner, d *journal) {
		w.Go(o, func(p *Proc) { defer d.write("unwound"); p.Kill(); p.Kill(); d.write("%v", p.Done()); p.Sleep(1) })
	}, "0s false, 0s unwound"},
	{"a process that kills itself may also just return", func(w *World, o *Owner, d *journal) {
		w.Go(o, func(p *Proc) { p.Kill(); d.write("bye") })
	}, "0s bye"},
	{"a process kills another and goes on", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { defer d.write("unwound"); p.Park() })
		w.Go(o, func(q *Proc) { q.Sleep(1); p.Kill(); d.write("killer"); q.Sleep(1); d.write("still here") })
	}, "1ns unwound, 1ns killer, 2ns still here"},
	{"the victim kills its killer, who unwinds when it waits", func(w *World, o *Owner, d *journal) {
		var killer *Proc
		p := w.Go(o, func(p *Proc) { defer func() { killer.Kill(); d.write("victim") }(); p.Park() })
		killer = w.Go(o, func(q *Proc) {
			defer d.write("killer")
			q.Sleep(1)
			p.Kill()
			d.write("goes on")
			q.Sleep(1)
			d.write("never")
		})
	}, "1ns victim, 1ns goes on, 1ns killer"},
	{"kills in a row, each by the victim before", func(w *World, o *Owner, d *journal) {
		var chain [4]*Proc
		for i := range chain {
			chain[i] = w.Go(o, func(p *Proc) {
				defer func() { chain[(i+1)%4].Kill(); d.write("%d", i) }()
				p.Park()
			})
		}
		w.After(1, o, Func(chain[0].Kill))
	}, "1ns 3, 1ns 2, 1ns 1, 1ns 0"},
	{"a deferred call that waits unwinds further", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) {
			defer d.write("outer")
			defer func() { defer d.write("inner"); p.Sleep(1); d.write("never") }()
			defer func() { p.ParkFor(1); d.write("never") }()
			p.Park()
		})
		w.After(1, o, Func(func() { p.Kill(); d.write("pending %d", w.Pending()) }))
	}, "1ns inner, 1ns outer, 1ns pending 0"},
	{"a deferred call wakes and starts others", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { p.Park(); d.write("heir") })
		q := w.Go(o, func(q *Proc) {
			defer func() { p.Wake(); w.Go(o, func(*Proc) { d.write("child") }) }()
			q.Park()
		})
		w.After(1, o, Func(q.Kill))
	}, "1ns heir, 1ns child"},
	{"a recovered unwinding unwinds again at the next wait", func(w *World, o *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) {
			func() {
				defer func() { d.write("%v", recover()) }()
				p.Park()
			}()
			d.write("recovered")
			p.Park()
			d.write("never")
		})
		w.After(1, o, Func(func() { p.Kill(); d.write("%v", p.Done()) }))
	}, "1ns sim: the process was killed, 1ns recovered, 1ns true"},
	{"all of an owner, oldest first, with those that are born meanwhile", func(w *World, o *Owner, d *journal) {
		for i := range 3 {
			w.Go(o, func(p *Proc) {
				defer func() { d.write("%d", i); w.Go(o, func(*Proc) { d.write("never") }) }()
				p.Park()
			})
		}
		w.Go(w.Owner("other"), func(p *Proc) { p.Sleep(2); d.write("other") })
		w.After(1, o, Func(o.Kill))
	}, "1ns 0, 1ns 1, 1ns 2, 2ns other"},
	{"all of an owner, by one of them", func(w *World, o *Owner, d *journal) {
		for i := range 3 {
			w.Go(o, func(p *Proc) {
				defer d.write("%d", i)
				p.Sleep(time.Duration(2 - i%2))
				o.Kill()
				d.write("by %d", i)
				p.Park()
			})
		}
	}, "1ns 0, 1ns 2, 1ns by 1, 1ns 1"},
	{"the processes of a frozen owner", func(w *World, o *Owner, d *journal) {
		for range 2 {
			w.Go(o, func(p *Proc) { defer d.write("unwound"); p.Sleep(5); d.write("never") })
		}
		other := w.Owner("other")
		w.After(1, other, Func(o.Freeze))
		w.After(9, other, Func(func() { o.Kill(); w.Go(o, func(*Proc) { d.write("reborn") }) }))
		w.After(20, other, Func(o.Thaw))
	}, "9ns unwound, 9ns unwound, 20ns reborn"},
}

func TestKill(t *testing.T) {
	for _, test := range kills {
		t.Run(test.name, func(t *testing.T) {
			w, o, d := newJournal(t)
			test.story(w, o, d)
			run(t, w, time.Hour)
			d.expect(t, test.want)
			rest(t, w)
		})
	}
}

func TestPanicsReachTheRunner(t *testing.T) {
	broken := errors.New("broken invariant")
	tests := []struct {
		name  string
		story func(w *World, o *Owner)
	}{
		{"of an event", func(w *World, o *Owner) { w.After(1, o, Func(func() { panic(broken) })) }},
		{"of a process", func(w *World, o *Owner) { w.Go(o, func(p *Proc) { p.Sleep(1); panic(broken) }) }},
		{"of a process that killed itself", func(w *World, o *Owner) { w.Go(o, func(p *Proc) { p.Kill(); panic(broken) }) }},
		{"of a deferred call of a killed process", func(w *World, o *Owner) {
			p := w.Go(o, func(p *Proc) { defer func() { panic(broken) }(); p.Park() })
			w.After(1, o, Func(p.Kill))
		}},
		{"of a process killed by a process", func(w *World, o *Owner) {
			p := w.Go(o, func(p *Proc) { defer func() { panic(broken) }(); p.Park() })
			w.Go(o, func(q *Proc) { q.Sleep(1); p.Kill() })
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			w := New(Config{Seed: 1})
			o := w.Owner("node")
			unwound := 0
			for range 10 {
				w.Go(o, func(p *Proc) { defer func() { unwound++ }(); p.Sleep(time.Hour) })
			}
			test.story(w, o)
			if got := caught(func() { w.Run(Time(time.Minute)) }); got != broken {
				t.Errorf("the runner saw %v", got)
			}
			if got := caught(func() { w.Run(Time(time.Minute)) }); got == nil {
				t.Error("the world runs on after a panic")
			}
			w.Close()
			if unwound != 10 {
				t.Errorf("%d processes unwound, want 10", unwound)
			}
			sameGoroutines(t, before)
			rest(t, &World{owners: w.owners, live: w.live})
		})
	}
}

// TestAPanicOfTheVictimCanBeRecovered holds that the scheduler knows who runs
// after a panic has crossed from one process to another.
func TestAPanicOfTheVictimCanBeRecovered(t *testing.T) {
	w, o, d := newJournal(t)
	p := w.Go(o, func(p *Proc) { defer func() { panic("last words") }(); p.Park() })
	w.Go(o, func(q *Proc) {
		q.Sleep(1)
		d.write("%v", caught(p.Kill))
		q.Sleep(1)
		d.write("still here")
	})
	run(t, w, time.Hour)
	d.expect(t, "1ns last words, 2ns still here")
	rest(t, w)
}
