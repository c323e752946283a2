package storm

import (
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
)

// patiently runs a trial under the eyes of the watchdog.
func (r *runner) patiently(x trial) (out outcome, err error) {
	x.pulse = new(atomic.Uint64)
	stuck := r.watched(x.seed, x.pulse, func() { out, err = r.run(x) })
	if stuck != nil {
		return outcome{}, stuck
	}
	return out, err
}

// watched runs user's code and notices that it does not get on: that it computes for
// ever in one event, or waits outside of virtual time, which no limit of events can see,
// or that it leaves its goroutine. As long as its pulse goes up, it may take any real
// time. What f does after that is nobody's business.
func (r *runner) watched(seed uint64, pulse *atomic.Uint64, f func()) error {
	driver, done, returned := make(chan string, 1), make(chan struct{}), false
	go func() {
		defer close(done)
		driver <- goroutine()
		f()
		returned = true
	}()
	alarm := r.plan.alarm
	if alarm == nil {
		alarm = time.After
	}
	for before := uint64(0); ; {
		select {
		case <-done:
			if !returned {
				return fmt.Errorf("%w: seed %d: the world left by runtime.Goexit, as t.Fatal does: let it panic, or tell a fact that a property forbids", errWorld, seed)
			}
			return nil
		case <-alarm(r.plan.Patience):
			if now := pulse.Load(); now != before {
				before = now
				continue
			}
			return fmt.Errorf("%w: seed %d: a run did not get on for %v of real time; %s", errWorld, seed, r.plan.Patience, stuck(<-driver))
		}
	}
}

// goroutine returns the number of the present goroutine, as stacks tell it.
func goroutine() string {
	head := make([]byte, 64)
	return strings.Fields(string(head[:runtime.Stack(head, false)]))[1]
}

// stuck says where a run is that does not end, given the goroutine that drives it:
// that one or a process, each a coroutine that it has created. A process that waits
// in virtual time is none of them.
func stuck(driver string) string {
	dump := make([]byte, 16<<20)
	dump = dump[:runtime.Stack(dump, true)]
	for _, one := range strings.Split(string(dump), "\n\n") {
		number, state, _ := strings.Cut(strings.TrimPrefix(one, "goroutine "), " [")
		state, _, _ = strings.Cut(state, "]")
		state, _, _ = strings.Cut(state, ",")
		mine := number == driver || strings.Contains(one+"\n", " in goroutine "+driver+"\n")
		found := places([]byte(one))
		if !mine || state == "coroutine" || len(found) == 0 {
			continue
		}
		if strings.HasPrefix(state, "run") {
			return "it computes in\n" + indented(found)
		}
		return fmt.Sprintf("it waits outside of virtual time (%s) in\n%s", state, indented(found))
	}
	return "it is in none of the user's lines"
}
