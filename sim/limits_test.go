package sim

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

// A ticker is an event that schedules itself again.
type ticker struct {
	world *World
	owner *Owner
	every time.Duration
}

func (t *ticker) Act() { t.world.After(t.every, t.owner, t) }

// A fork is an event that schedules itself twice.
type fork struct{ *ticker }

func (f fork) Act() {
	f.world.After(f.every, f.owner, f)
	f.world.After(f.every, f.owner, f)
}

// busy has much to do, and is innocent.
func busy(w *World) {
	for range 10 {
		(&ticker{w, w.Owner("busy"), 1}).Act()
	}
}

// runaways are worlds that cannot end well, and what ends them.
var runaways = []struct {
	name   string
	limits Limits
	story  func(w *World, o *Owner)
	what   string
	from   Time // the virtual time of the error is here or later
	till   Time
}{
	{"a clock that never moves", Limits{Stall: 1000}, func(w *World, o *Owner) {
		(&ticker{w, o, 0}).Act()
	}, "events without progress of the clock", 0, 0},
	{"a stall is the fault of who caused it, not of who did the most before", Limits{Stall: 1000}, func(w *World, o *Owner) {
		busy(w)
		w.Go(w.Owner("busy"), func(p *Proc) { // a pause for breath is no stall
			p.Sleep(100)
			for range 600 {
				p.Sleep(0)
			}
		})
		w.After(10_000, o, &ticker{w, o, 0})
	}, "events without progress of the clock", 10_000, 10_000},
	{"a process that never waits for anything", Limits{Stall: 1000}, func(w *World, o *Owner) {
		busy(w)
		w.Go(o, func(p *Proc) {
			p.Sleep(500)
			for {
				p.Sleep(0)
			}
		})
	}, "events without progress of the clock", 500, 500},
	{"a clock that moves for ever", Limits{Events: 5000}, func(w *World, o *Owner) {
		busy(w)
		(&ticker{w, o, 0}).Act()
		w.After(3, w.Owner("late"), &ticker{w, o, 0})
	}, "events", 0, 500},
	{"events that multiply", Limits{InFlight: 1000}, func(w *World, o *Owner) {
		busy(w)
		w.After(50, o, fork{&ticker{w, o, 1}})
	}, "pending events", 50, 70},
	{"one event that schedules too many", Limits{InFlight: 1000}, func(w *World, o *Owner) {
		w.After(50, w.Owner("sender"), Func(func() {
			for range 1500 {
				w.After(time.Hour, o, Func(func() {}))
			}
		}))
	}, "pending events", 50, 50},
	{"messages that pile up before a frozen machine", Limits{InFlight: 1000}, func(w *World, o *Owner) {
		o.Freeze()
		w.Go(w.Owner("sender"), func(p *Proc) {
			for {
				w.After(1, o, Func(func() {}))
				p.Sleep(1)
			}
		})
	}, "pending events", 999, 999},
	{"a queue that only grows", Limits{InFlight: 1000}, func(w *World, o *Owner) {
		w.Owner("other").Hold(400)
		w.Go(o, func(p *Proc) {
			for {
				o.Hold(1)
				p.Sleep(1)
			}
		})
	}, "things in flight", 600, 600},
	{"processes that have processes", Limits{Procs: 1000}, func(w *World, o *Owner) {
		w.Go(w.Owner("other"), func(p *Proc) { p.Park() })
		var family func(p *Proc)
		family = func(p *Proc) {
			p.Sleep(1)
			w.Go(o, family)
			w.Go(o, family)
			p.Sleep(time.Hour)
		}
		w.Go(o, family)
	}, "live processes", 9, 10},
}

func TestLimits(t *testing.T) {
	for _, test := range runaways {
		t.Run(test.name, func(t *testing.T) {
			w := New(Config{Seed: 1, Limits: test.limits})
			defer w.Close()
			test.story(w, w.Owner("culprit"))
			err := w.Run(Time(time.Hour))
			var e *LimitError
			if !errors.Is(err, ErrLimit) || !errors.As(err, &e) {
				t.Fatalf("the run ended with %v", err)
			}
			if e.What != test.what || e.Culprit != "culprit" || e.At < test.from || e.At > test.till {
				t.Errorf("%v", err)
			}
			text := fmt.Sprintf("more than %d %s at virtual time %v", e.Limit, e.What, e.At)
			if got := err.Error(); !strings.Contains(got, text) || !strings.Contains(got, fmt.Sprintf(`"culprit" (%d)`, e.Share)) {
				t.Errorf("%s", got)
			}
			events, now := w.Events(), w.Now()
			if again := w.Run(Time(time.Hour)); again != err || w.Events() != events || w.Now() != now {
				t.Errorf("after the limit the world runs on: %v", again)
			}
			if _, ok, again := w.Step(Time(time.Hour)); ok || again != err {
				t.Errorf("after the limit the world steps on: %v", again)
			}
		})
	}
}

func TestLimitsLetPassWhatIsJustWithin(t *testing.T) {
	w := New(Config{Seed: 1, Limits: Limits{Events: 1000, Stall: 10_000, InFlight: 10, Procs: 10}})
	defer w.Close()
	o := w.Owner("node")
	o.Hold(10)
	for range 10 {
		w.Go(o, func(p *Proc) {
			for range 99 {
				p.Sleep(1)
			}
		})
	}
	if err := w.Run(Time(time.Hour)); err != nil || w.Events() != 1000 {
		t.Errorf("%v after %d events", err, w.Events())
	}
	w.Go(o, func(*Proc) {})
	if err := w.Run(Time(time.Hour)); !errors.Is(err, ErrLimit) || w.Events() != 1001 {
		t.Errorf("%v after %d events", err, w.Events())
	}
}

func TestTheGreatestLimitsAreNone(t *testing.T) {
	w := New(Config{Seed: 1, Limits: Limits{Events: math.MaxUint64, Stall: math.MaxUint64, InFlight: math.MaxInt64, Procs: math.MaxInt64}})
	defer w.Close()
	(&ticker{w, w.Owner("node"), 0}).Act()
	w.After(0, w.Owner("node"), Func(func() {}))
	for range 1000 {
		if _, ok, err := w.Step(0); !ok || err != nil {
			t.Fatal(err)
		}
	}
	if w.watch.next < 1<<60 {
		t.Errorf("the next look is at event %d", w.watch.next)
	}
}

// TestAnEventThatSchedulesForEverIsEnded holds the only defence against a loop
// inside one event.
func TestAnEventThatSchedulesForEverIsEnded(t *testing.T) {
	w := New(Config{Seed: 1, Limits: Limits{InFlight: 1000}})
	w.Go(w.Owner("culprit"), func(p *Proc) {
		for {
			w.Go(p.Owner(), func(*Proc) {})
		}
	})
	err, _ := caught(func() { w.Run(0) }).(error)
	if !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), `"culprit"`) {
		t.Errorf("panic %v", err)
	}
	w.Close()
}

// TestTheDefaultsEndARunawaySoon runs into the default limits.
func TestTheDefaultsEndARunawaySoon(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds")
	}
	for name, story := range map[string]func(w *World, o *Owner){
		"stall":     func(w *World, o *Owner) { (&ticker{w, o, 0}).Act() },
		"fork":      func(w *World, o *Owner) { fork{&ticker{w, o, time.Millisecond}}.Act() },
		"processes": func(w *World, o *Owner) { w.Go(o, breed) },
	} {
		w := New(Config{Seed: 1})
		story(w, w.Owner("culprit"))
		err := w.Run(Time(time.Hour))
		if !errors.Is(err, ErrLimit) {
			t.Errorf("%s: %v", name, err)
		}
		t.Logf("%s: %v, after %d events", name, err, w.Events())
		w.Close()
	}
}

// breed is a process that doubles every millisecond.
func breed(p *Proc) {
	for {
		p.Sleep(time.Millisecond)
		p.World().Go(p.Owner(), breed)
	}
}

// TestStepsOfAnEventAreBounded: an event that counts out more than it can ends by itself,
// and many that count out much are found by their pace.
func TestStepsOfAnEventAreBounded(t *testing.T) {
	count := func(n int) (*World, func()) {
		w := New(Config{Seed: 1, Limits: Limits{Events: 10_000, Stall: 1000}, End: Time(time.Hour)})
		o := w.Owner("culprit")
		var tick Func
		tick = func() {
			for range n {
				w.Spend()
			}
			w.After(time.Second, o, tick)
		}
		w.After(0, o, tick)
		return w, func() { w.Close() }
	}
	w, end := count(mostSteps + 1)
	defer end()
	err, _ := caught(func() { w.Run(Time(time.Hour)) }).(error)
	if !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), `more than 5000000 steps of one event at virtual time 0s, most of them by "culprit" (5000001)`) {
		t.Errorf("panic %v", err)
	}
	w, end = count(900)
	defer end()
	if err := w.Run(Time(time.Hour)); !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), "to be expected at this pace") || w.Events() > 100 {
		t.Errorf("%v after %d events", err, w.Events())
	}
	w, end = count(1)
	defer end()
	if err := w.Run(Time(time.Hour)); err != nil {
		t.Error(err)
	}
}

// kept is a sink that keeps much.
type kept struct{}

func (kept) Fact(*Fact)            {}
func (kept) Kept() (int64, string) { return 7, "writes" }

// TestMemoryIsWatched: the run ends when all that the program holds is too much, and names
// who may have it.
func TestMemoryIsWatched(t *testing.T) {
	for name, held := range map[string]int64{`most events by "culprit" (`: 1, `most of what is in flight by "holder" (200000)`: 200_000} {
		used := int64(0)
		w := New(Config{Seed: 1, Limits: Limits{Memory: &Memory{500, func() int64 { return used }}}})
		defer w.Close()
		w.Attach(kept{})
		w.Owner("holder").Hold(held)
		o := w.Owner("culprit")
		var tick Func
		tick = func() { used++; w.After(time.Millisecond, o, tick) }
		w.After(0, o, tick)
		err := w.Run(Time(time.Hour))
		if !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), "more than 500 bytes of memory at virtual time ") ||
			!strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), ", and 7 writes are kept: the run cannot") {
			t.Errorf("%v", err)
		}
		if w.Events() > 2*memoryLook {
			t.Errorf("noticed after %d events", w.Events())
		}
		if w.Look() != err {
			t.Errorf("it then says %v", w.Look())
		}
	}
}

// TestACrowdIsNamedAsOne: where many have as much as the first of them, none is the culprit
// alone.
func TestACrowdIsNamedAsOne(t *testing.T) {
	for members, words := range map[int]string{
		alikeCrowd:     `, most of them by 10 alike, such as "m0" (10) and "m1" (10)`,
		alikeCrowd - 1: `, most of them by "m0" (11) and "m1" (11)`,
	} {
		w := New(Config{Seed: 1, Limits: Limits{InFlight: 100}})
		defer w.Close()
		var crowd []*Owner
		for i := range members {
			crowd = append(crowd, w.Owner(fmt.Sprint("m", i)))
		}
		w.After(time.Hour, w.Owner("bystander"), Func(func() {}))
		err, _ := caught(func() {
			for i := range 200 {
				w.After(time.Hour, crowd[i%members], Func(func() {}))
			}
		}).(error)
		if !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), words) {
			t.Errorf("of %d members: %v", members, err)
		}
	}
}
