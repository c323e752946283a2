package sim

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// freezes are what may happen around a freeze, and what comes of it.
var freezes = []struct {
	name  string
	story func(w *World, o, other *Owner, d *journal)
	want  string
}{
	{"holds events back, and time goes on for others", func(w *World, o, other *Owner, d *journal) {
		o.Freeze()
		w.After(1, o, Func(func() { d.write("node") }))
		w.After(2, other, Func(func() { d.write("other") }))
		w.After(5, other, Func(o.Thaw))
	}, "2ns other, 5ns node"},
	{"lets what was held back go first, in its old order", func(w *World, o, other *Owner, d *journal) {
		w.After(5, other, Func(o.Thaw))
		w.After(5, other, Func(func() { d.write("other") }))
		for i := range 3 {
			w.After(time.Duration(5-i), o, Func(func() { d.write("%d", i) }))
		}
		o.Freeze()
	}, "5ns 2, 5ns 1, 5ns other, 5ns 0"},
	{"puts what comes up in the instant of the thaw behind what was held", func(w *World, o, other *Owner, d *journal) {
		o.Freeze()
		w.After(5, o, Func(func() { d.write("held") }))
		w.After(5, other, Func(o.Thaw))
		w.After(5, o, Func(func() { d.write("due") }))
	}, "5ns held, 5ns due"},
	{"twice needs thawing twice", func(w *World, o, other *Owner, d *journal) {
		o.Freeze()
		o.Freeze()
		w.Go(o, func(*Proc) { d.write("node") })
		w.After(1, other, Func(func() { o.Thaw(); d.write("%v", o.Frozen()) }))
		w.After(2, other, Func(func() { o.Thaw(); d.write("%v", o.Frozen()) }))
	}, "1ns true, 2ns false, 2ns node"},
	{"may be done again before all was let go", func(w *World, o, other *Owner, d *journal) {
		o.Freeze()
		w.After(1, o, Func(func() { d.write("first"); o.Freeze() }))
		w.After(1, o, Func(func() { d.write("second") }))
		w.After(5, o, Func(func() { d.write("third") }))
		w.After(3, other, Func(o.Thaw))
		w.After(9, other, Func(o.Thaw))
	}, "3ns first, 9ns second, 9ns third"},
	{"lets a held timer be cancelled", func(w *World, o, other *Owner, d *journal) {
		o.Freeze()
		held := w.After(1, o, Func(func() { d.write("never") }))
		w.After(1, o, Func(func() { d.write("kept") }))
		w.After(2, other, Func(func() { d.write("%v %v", w.Cancel(held), w.Cancel(held)) }))
		w.After(3, other, Func(func() { w.After(1, other, Func(func() { d.write("in the vacant slot") })) }))
		w.After(5, other, Func(o.Thaw))
	}, "2ns true false, 4ns in the vacant slot, 5ns kept"},
	{"stops the process that froze itself when it waits", func(w *World, o, other *Owner, d *journal) {
		w.Go(o, func(p *Proc) { o.Freeze(); d.write("freezer"); p.Sleep(1); d.write("up") })
		w.After(7, other, Func(o.Thaw))
	}, "0s freezer, 7ns up"},
	{"turns a timeout into a wake, if that comes before the thaw", func(w *World, o, other *Owner, d *journal) {
		p := w.Go(o, func(p *Proc) { d.write("%v", p.ParkFor(5)); p.Sleep(1); d.write("once") })
		w.After(1, other, Func(o.Freeze))
		w.After(6, other, Func(p.Wake))
		w.After(7, other, Func(o.Thaw))
	}, "7ns true, 8ns once"},
	{"lets a process wait through it by any clock", func(w *World, o, other *Owner, d *journal) {
		w.Go(o, func(p *Proc) { p.Sleep(2); d.write("a"); p.Sleep(2); d.write("b") })
		w.After(1, other, Func(o.Freeze))
		w.After(3, other, Func(o.Thaw))
	}, "3ns a, 5ns b"},
}

func TestFreezing(t *testing.T) {
	for _, test := range freezes {
		t.Run(test.name, func(t *testing.T) {
			w, o, d := newJournal(t)
			test.story(w, o, w.Owner("other"), d)
			run(t, w, time.Hour)
			d.expect(t, test.want)
			rest(t, w)
		})
	}
}

func TestThawOfWhatIsNotFrozenPanics(t *testing.T) {
	_, o, _ := newJournal(t)
	if got := fmt.Sprint(caught(o.Thaw)); got != "sim: thaw of node, which is not frozen" {
		t.Error(got)
	}
}

// TestThawingFromOutsideIsNotTooEarly holds what somebody sees who steps: the
// clock has reached the time of what is held back.
func TestThawingFromOutsideIsNotTooEarly(t *testing.T) {
	w, o, d := newJournal(t)
	o.Freeze()
	w.After(5, o, Func(func() { d.write("held") }))
	if m, ok, err := w.Step(Forever); ok || err != nil || m.Owner != nil || w.Now() != 5 {
		t.Errorf("step %v %v %v at %v: an event that is held back is none, but its time has come", m, ok, err, w.Now())
	}
	o.Thaw()
	if m, ok, _ := w.Step(Forever); !ok || m.At != 5 || m.Owner != o {
		t.Errorf("step %v %v, want the event", m, ok)
	}
	d.expect(t, "5ns held")
}

// TestOwnersKeepTheirOrder freezes and thaws at random: the events of one owner
// happen in the order of (time, scheduling), never before their time, and none is
// lost. Only those that it held back may be late.
func TestOwnersKeepTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := New(Config{Seed: 1})
		boss := w.Owner("boss")
		instants := rapid.Int64Range(1, 100).Draw(t, "instants")
		sizes := rapid.SampledFrom([]int{20, 300}).Draw(t, "size")
		type due struct {
			at    Time
			place int
		}
		var owners []*Owner
		var planned, done [2][]due
		thawing := make([]int, 2)
		for i := range 2 {
			owners = append(owners, w.Owner(fmt.Sprint(i)))
		}
		for range rapid.IntRange(0, sizes).Draw(t, "events") {
			at := Time(rapid.Int64Range(0, instants).Draw(t, "at"))
			i := rapid.IntRange(0, 1).Draw(t, "owner")
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				w.At(at, boss, Func(owners[i].Freeze))
				w.At(at+Time(rapid.Int64Range(0, instants).Draw(t, "for")), boss, Func(func() {
					owners[i].Thaw()
					thawing[i]++
				}))
			default:
				e := due{at, len(planned[i])}
				planned[i] = append(planned[i], e)
				w.At(at, owners[i], Func(func() {
					if w.Now() < at || w.Now() > at && thawing[i] == 0 {
						t.Fatalf("event for %v at %v", at, w.Now())
					}
					done[i] = append(done[i], e)
				}))
			}
		}
		if err := w.Run(1000); err != nil || w.Pending() != 0 {
			t.Fatalf("%v, %d pending", err, w.Pending())
		}
		for i := range planned {
			slices.SortFunc(planned[i], func(a, b due) int {
				if a.at != b.at {
					return int(a.at - b.at)
				}
				return a.place - b.place
			})
			if !slices.Equal(planned[i], done[i]) {
				t.Fatalf("owner %d: %v, want %v", i, done[i], planned[i])
			}
		}
	})
}

// TestAMassIsThawedInOrder thaws more than the queue sorts at once, also at time
// zero, before which there is nothing.
func TestAMassIsThawedInOrder(t *testing.T) {
	for _, at := range []Time{0, 1, 1e9} {
		w, o, _ := newJournal(t)
		var got []int
		o.Freeze()
		for i := range 20_000 {
			w.At(at, o, Func(func() { got = append(got, i) }))
		}
		w.At(at, w.Owner("other"), Func(o.Thaw))
		w.At(at, o, Func(func() { got = append(got, 20_000) }))
		run(t, w, time.Hour)
		if len(got) != 20_001 || !slices.IsSorted(got) {
			t.Errorf("at %v: %d events, in order: %v", at, len(got), slices.IsSorted(got))
		}
	}
}

func TestHold(t *testing.T) {
	w, o, _ := newJournal(t)
	other := w.Owner("other")
	o.Hold(3)
	other.Hold(2)
	o.Hold(-1)
	if w.InFlight() != 4 || o.weight != 2 || other.weight != 2 {
		t.Errorf("%d in flight, of which %d and %d", w.InFlight(), o.weight, other.weight)
	}
	got := fmt.Sprint(caught(func() { o.Hold(-3) }))
	if !strings.Contains(got, "node let go of 3 things and held 2") {
		t.Error(got)
	}
}

func TestOneNameIsOneOwner(t *testing.T) {
	w, o, _ := newJournal(t)
	if w.Owner("node") != o || w.Owner("edon") == o {
		t.Error("owners are not told apart by name")
	}
	if o.Name() != "node" || o.Key() != KeyOf("node") || o.World() != w {
		t.Errorf("%q %x %v", o.Name(), o.Key(), o.World() == w)
	}
	w.After(1, o, Func(func() {}))
	run(t, w, 1)
	if o.Events() != 1 || w.Owner("edon").Events() != 0 {
		t.Errorf("%d events of one, %d of the other", o.Events(), w.Owner("edon").Events())
	}
}
