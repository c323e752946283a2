package sim

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestCloseUnwindsEverythingAndReleasesTheCoroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	w := New(Config{Seed: 1})
	o := w.Owner("node")
	var log []string
	for i := range 3 {
		w.Go(o, func(p *Proc) {
			defer func() { log = append(log, fmt.Sprint(i)) }()
			defer w.Close()
			defer p.Sleep(1)
			defer o.Kill()
			defer func() { w.Go(o, func(*Proc) { log = append(log, "never") }) }()
			if i == 2 {
				p.Park()
			}
			p.Sleep(time.Hour)
		})
	}
	w.Go(o, func(p *Proc) { p.Sleep(1) }) // leaves an idle coroutine
	run(t, w, 5)
	w.Go(o, func(*Proc) { log = append(log, "never") })
	if runtime.NumGoroutine() == before {
		t.Error("no coroutine is a goroutine: the test can see no leak")
	}
	digest := w.Digest()
	w.Close()
	w.Close()
	if got := strings.Join(log, " "); got != "2 1 0" {
		t.Errorf("unwound %s", got)
	}
	sameGoroutines(t, before)
	w.Emit(Fact{Kind: RequestOK, Owner: o})
	if err := w.Run(Time(time.Hour)); err != errClosed {
		t.Errorf("the run of a closed world: %v", err)
	}
	if w.Digest() != digest || len(log) != 3 {
		t.Errorf("digest %v, was %v; log %v", w.Digest(), digest, log)
	}
}

func TestCloseInsideAnEventEndsTheRun(t *testing.T) {
	w, o, d := newJournal(t)
	w.Go(o, func(p *Proc) { defer d.write("unwound"); p.Park() })
	w.After(1, o, Func(w.Close))
	w.After(1, o, Func(func() { d.write("never") }))
	if err := w.Run(Time(time.Hour)); err != errClosed {
		t.Errorf("the run ended with %v", err)
	}
	d.expect(t, "1ns unwound")
}

func TestCloseInsideAProcessPanics(t *testing.T) {
	w, o, _ := newJournal(t)
	w.Go(o, func(p *Proc) { w.Close() })
	if got := fmt.Sprint(caught(func() { w.Run(0) })); !strings.Contains(got, "which lives in it") {
		t.Error(got)
	}
}

func TestClosePassesOnThePanicOfADeferredCall(t *testing.T) {
	before := runtime.NumGoroutine()
	w := New(Config{Seed: 1})
	for i := range 3 {
		w.Go(w.Owner("node"), func(p *Proc) { defer func() { panic(i) }(); p.Park() })
	}
	run(t, w, 1)
	if got := caught(w.Close); got != 0 {
		t.Errorf("panic %v, want that of the first", got)
	}
	sameGoroutines(t, before)
}

func TestCloseKeepsTheEchoOfAPanicToItself(t *testing.T) {
	w := New(Config{Seed: 1})
	w.Go(w.Owner("node"), func(p *Proc) { defer func() { panic("echo") }(); p.Park() })
	w.After(1, w.Owner("node"), Func(func() { panic("cause") }))
	if got := caught(func() { w.Run(1) }); got != "cause" {
		t.Error(got)
	}
	w.Close()
}

func TestCloseAfterALimit(t *testing.T) {
	before := runtime.NumGoroutine()
	w := New(Config{Seed: 1, Limits: Limits{Procs: 10}})
	for range 20 {
		w.Go(w.Owner("node"), func(p *Proc) { p.Park() })
	}
	if err := w.Run(1); !errors.Is(err, ErrLimit) {
		t.Error(err)
	}
	w.Close()
	sameGoroutines(t, before)
}

func TestCloseAfterTheTestGaveUpInsideAProcess(t *testing.T) {
	before := runtime.NumGoroutine()
	w := New(Config{Seed: 1})
	unwound := false
	gaveUp := make(chan struct{})
	go func() {
		defer close(gaveUp)
		defer w.Close()
		w.Go(w.Owner("node"), func(p *Proc) { defer func() { unwound = true }(); p.Park() })
		w.Go(w.Owner("node"), func(p *Proc) { runtime.Goexit() })
		w.Run(1)
	}()
	<-gaveUp
	if !unwound {
		t.Error("the other process did not unwind")
	}
	sameGoroutines(t, before)
}

// sameGoroutines fails if there are more goroutines than before. One that has
// ended may take a moment to be gone.
func sameGoroutines(t *testing.T, before int) {
	t.Helper()
	for range 10_000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}
