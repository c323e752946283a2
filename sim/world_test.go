package sim

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// crowd fills a world with all that a world can hold: processes that sleep, park,
// wake and kill each other, timers set and cancelled, machines that freeze. What
// they do is drawn from a stream, so that two runs differ at once if one event
// comes at another place.
func crowd(w *World) {
	luck := w.Stream("crowd")
	boss := w.Owner("boss")
	var members []*Proc
	var timers []Timer
	var life func(p *Proc)
	life = func(p *Proc) {
		for {
			other := members[luck.Below(uint64(len(members)))]
			switch luck.Below(8) {
			case 0:
				p.Sleep(luck.Between(0, 10))
			case 1, 2:
				w.Emit(Fact{Kind: AttemptSent, Owner: p.Owner(), Peer: other.Owner(), Value: int64(luck.Below(9))})
				p.ParkFor(luck.Between(0, 20))
			case 3:
				other.Wake()
			case 4:
				timers = append(timers, w.After(luck.Between(0, 30), other.Owner(), Func(other.Wake)))
				w.Cancel(timers[luck.Below(uint64(len(timers)))])
				p.Sleep(1)
			case 5:
				o := other.Owner()
				o.Freeze()
				w.After(luck.Between(0, 15), boss, Func(o.Thaw))
				p.Sleep(0)
			case 6:
				if other != p {
					other.Kill()
				}
				members = append(members, w.Go(p.Owner(), life))
				p.Sleep(2)
			case 7:
				p.Sleep(luck.Between(0, 3) - 1)
			}
		}
	}
	for i := range 20 {
		members = append(members, w.Go(w.Owner(fmt.Sprint("node", i%7)), life))
	}
}

// TestHowAWorldIsDrivenDoesNotMatter runs one world whole, in slices and step by
// step.
func TestHowAWorldIsDrivenDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		until := Time(rapid.Int64Range(0, 300).Draw(t, "until"))
		end := func(drive func(w *World) error) string {
			w := New(Config{Seed: seed})
			defer w.Close()
			crowd(w)
			if err := drive(w); err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(w.Digest(), w.Events(), w.Now(), w.Pending(), w.Processes(), w.seq)
		}
		whole := end(func(w *World) error { return w.Run(until) })
		slices := end(func(w *World) error {
			for w.Now() < until {
				if err := w.Run(w.Now() + Time(rapid.Int64Range(0, 50).Draw(t, "slice"))%(until-w.Now()+1)); err != nil {
					return err
				}
			}
			return w.Run(until)
		})
		steps := end(func(w *World) error {
			last := Moment{}
			for {
				events := w.Events()
				m, ok, err := w.Step(until)
				if err != nil {
					return err
				}
				if !ok {
					if w.Events() != events {
						t.Fatal("a step says that it was none")
					}
					return w.Run(until)
				}
				if w.Events() != events+1 || m.At != w.Now() || m.At < last.At || m.At > until || m.Seq == last.Seq {
					t.Fatalf("step %v after %v, at %v", m, last, w.Now())
				}
				last = m
			}
		})
		if whole != slices || whole != steps {
			t.Fatalf("whole %s, in slices %s, in steps %s", whole, slices, steps)
		}
	})
}

func TestAnotherSeedIsAnotherRun(t *testing.T) {
	seen := make(map[Digest]uint64)
	for seed := range uint64(200) {
		w := New(Config{Seed: seed})
		if other, ok := seen[w.Digest()]; ok {
			t.Errorf("seeds %d and %d have one digest", seed, other)
		}
		seen[w.Digest()] = seed
	}
}

func TestTheClock(t *testing.T) {
	w, o, d := newJournal(t)
	mark := func(s string) Func { return func() { d.write("%s", s) } }
	w.At(5, o, Func(func() {
		d.write("five")
		w.At(5, o, mark("present"))
		w.At(3, o, mark("past"))
		w.After(-1, o, mark("before now"))
		w.After(0, o, mark("now"))
	}))
	w.At(10, o, mark("the end belongs to the run"))
	w.At(11, o, mark("later"))
	w.At(Forever, o, mark("never"))
	run(t, w, 10)
	d.expect(t, "5ns five, 5ns present, 5ns past, 5ns before now, 5ns now, 10ns the end belongs to the run")
	run(t, w, 7)
	if w.Now() != 10 {
		t.Errorf("a run to the past moved the clock to %v", w.Now())
	}
	d.lines = nil
	run(t, w, time.Duration(Forever))
	d.expect(t, "11ns later")
	if w.Now() != 11 || w.Pending() != 1 {
		t.Errorf("a run for ever ended at %v with %d events pending, want 11ns and the one that never comes", w.Now(), w.Pending())
	}
	if _, ok, _ := w.Step(Forever); ok {
		t.Error("a step reached for ever")
	}
	run(t, w, time.Hour)
	if w.Now() != Time(time.Hour) {
		t.Errorf("a run ends at %v, want its end", w.Now())
	}
}

func TestCancel(t *testing.T) {
	w, o, d := newJournal(t)
	var self, other Timer
	self = w.After(1, o, Func(func() { d.write("self %v", w.Cancel(self)) }))
	w.After(1, o, Func(func() { d.write("other %v", w.Cancel(other)) }))
	other = w.After(1, o, Func(func() { d.write("never") }))
	if w.Cancel(Timer{}) {
		t.Error("the zero timer was cancelled")
	}
	run(t, w, 5)
	d.expect(t, "1ns self false, 1ns other true")
	if w.Events() != 2 {
		t.Errorf("%d events, want 2: a cancelled one is none", w.Events())
	}
}

func TestTheMainLoopIsNotEnteredTwice(t *testing.T) {
	for name, enter := range map[string]func(w *World){
		"run":  func(w *World) { w.Run(9) },
		"step": func(w *World) { w.Step(9) },
	} {
		w, o, _ := newJournal(t)
		w.After(1, o, Func(func() { enter(w) }))
		if got := fmt.Sprint(caught(func() { w.Run(5) })); !strings.Contains(got, "main loop was entered") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestLuckIsPrivate holds that a draw by identity or from one stream is disturbed
// by nothing that is drawn elsewhere.
func TestLuckIsPrivate(t *testing.T) {
	sample := func(w *World) []uint64 {
		draw := w.Draw(KeyOf("work"), Key(4711))
		s := w.Stream("partner")
		return []uint64{draw.Uint64(), draw.Uint64(), s.Uint64(), s.Uint64()}
	}
	plain := sample(New(Config{Seed: 1}))
	w := New(Config{Seed: 1})
	w.Owner("a newcomer")
	w.Stream("another").Uint64()
	other := w.Draw(KeyOf("work"), Key(4712))
	other.Uint64()
	w.Go(w.Owner("b"), func(p *Proc) { p.Sleep(5) })
	run(t, w, 9)
	defer w.Close()
	if got := sample(w); !slices.Equal(got, plain) {
		t.Errorf("%x, want %x", got, plain)
	}
	if got := sample(New(Config{Seed: 2})); slices.Equal(got[:1], plain[:1]) || slices.Equal(got[2:3], plain[2:3]) {
		t.Error("another seed has the same luck")
	}
	if a, b := w.Stream("partner"), w.Stream("partner"); a != b {
		t.Error("a stream starts anew each time it is asked for")
	}
	a, b := w.Draw(1, 2), w.Draw(2, 1)
	if a == b {
		t.Error("purpose and identity can be exchanged")
	}
}

// TestNothingIsAllocated holds the hot paths: what a world does again and again
// needs no new memory.
func TestNothingIsAllocated(t *testing.T) {
	w := New(Config{Seed: 1})
	defer w.Close()
	o, other := w.Owner("node"), w.Owner("other")
	seen := 0
	w.Attach(SinkFunc(func(f *Fact) { seen += len(f.Note) }))
	nothing := Action(Func(func() {}))
	sleeper := w.Go(o, func(p *Proc) {
		for {
			p.Sleep(1)
		}
	})
	parked := w.Go(o, func(p *Proc) {
		for {
			p.Park()
			p.ParkFor(5)
		}
	})
	step := func() {
		if err := w.Run(w.Now() + 1); err != nil {
			t.Fatal(err)
		}
	}
	step()
	for name, f := range map[string]func(){
		"after and cancel": func() { w.Cancel(w.After(time.Second, o, nothing)) },
		"an event":         func() { w.After(1, o, nothing); step() },
		"a sleep":          step,
		"a wake":           func() { parked.Wake(); step() },
		"a fact": func() {
			w.Emit(Fact{Kind: AttemptSent, Owner: o, Peer: other, Load: other, Key: 1, Value: 2, Extra: 3, Note: "note"})
		},
		"a freeze": func() { o.Freeze(); w.After(1, o, nothing); step(); o.Thaw(); step() },
		"a draw":   func() { r := w.Draw(1, Key(w.Now())); seen += int(r.Below(2)) },
		"a stream": func() { seen += int(w.Stream("some name").Below(2)) },
	} {
		if n := testing.AllocsPerRun(1000, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
	if n := testing.AllocsPerRun(1000, func() { w.Go(other, finish); step() }); n > 1 {
		t.Errorf("a process that begins and ends allocates %v times, want its Proc only", n)
	}
	if sleeper.Done() || parked.Done() || w.Processes() != 2 {
		t.Error("the processes did not live on")
	}
	runtime.KeepAlive(seen)
}

func finish(*Proc) {}
