package net_test

import (
	"fmt"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

func TestWorkGoesOnUnlessCancellationIsPropagated(t *testing.T) {
	for _, propagate := range []bool{false, true} {
		t.Run(fmt.Sprintf("propagate is %v", propagate), func(t *testing.T) {
			k := newEnv(t, 1, slow)
			a, b := k.n.Join("a"), k.n.Join("b")
			var told time.Duration
			var knew, truth bool
			k.n.Serve(b, func(c *net.Call) {
				c.OnCancel(func() { told = time.Duration(k.w.Now()) })
				k.at(500*ms, func() {
					knew, truth = c.Cancelled(), c.Abandoned()
					c.Reply(nil, 1, nil)
				})
			})
			o := k.call(0, a, b, net.Ask{Key: 1, Timeout: 100 * ms, Propagate: propagate})
			k.run(time.Minute)
			k.wantCall(o, nil, net.ErrTimeout, 100*ms)
			want := map[bool]time.Duration{true: 110 * ms}[propagate]
			if told != want || knew != propagate || !truth {
				t.Errorf("told at %v, want %v; knew %v, abandoned %v", told, want, knew, truth)
			}
			if k.count(net.AnswerLate) != 1 {
				t.Error("the late answer did not arrive")
			}
		})
	}
}

func TestACancellationThatOvertakesItsRequestIsInTime(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	taken, told := false, false
	k.n.Serve(b, func(c *net.Call) {
		c.OnCancel(func() {
			told = taken
			c.Drop()
		})
		taken = true
	})
	h := k.n.Install("slow", net.Delay{By: sim.Constant(100 * ms)})
	k.at(time.Microsecond, h.Remove)
	k.call(0, a, b, net.Ask{Key: 1, Timeout: 50 * ms, Propagate: true})
	k.run(time.Minute)
	if !told {
		t.Error("the callee was not told after it had taken the call in")
	}
}

func TestTheDuplicateOfACancelledRequestIsCancelledToo(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram, Latency: sim.Constant(10 * ms), Duplicate: 1})
	a, b := k.n.Join("a"), k.n.Join("b")
	told := 0
	k.n.Serve(b, func(c *net.Call) { c.OnCancel(func() { told++ }) })
	k.n.Install("thrice", net.Duplicate{Rate: 1})
	k.call(0, a, b, net.Ask{Key: 1, Timeout: 50 * ms, Propagate: true})
	k.run(time.Minute)
	if told != 3 {
		t.Errorf("%d were told, want each of three once", told)
	}
}

func TestALostCancellationIsRepeated(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	var told time.Duration
	k.n.Serve(b, func(c *net.Call) { c.OnCancel(func() { told = time.Duration(k.w.Now()) }) })
	k.at(30*ms, func() { k.n.Install("first", lose(1)) })
	k.call(0, a, b, net.Ask{Key: 1, Timeout: 50 * ms, Propagate: true})
	k.run(time.Minute)
	if told != 260*ms {
		t.Errorf("told at %v, want 260ms", told)
	}
}

func TestACancelledCallEndsAtOnce(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	k.worker(b, 50*ms)
	ended := 0
	c := k.n.Begin(a, b, net.Ask{Key: 1, Timeout: time.Second}, net.EnderFunc(func(c *net.Call) {
		ended++
		if _, err := c.Result(); err != net.ErrCancelled || k.w.Now() != sim.Time(5*ms) {
			t.Errorf("ended with %v at %v", err, k.w.Now())
		}
	}))
	k.at(5*ms, c.Cancel)
	k.at(6*ms, c.Cancel)
	k.run(time.Minute)
	if ended != 1 {
		t.Errorf("ended %d times", ended)
	}
}

func TestAKilledProcessCancelsItsCall(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	told := false
	k.n.Serve(b, func(c *net.Call) { c.OnCancel(func() { told = true; c.Drop() }) })
	p := k.w.Go(k.n.Owner(a), func(p *sim.Proc) {
		k.n.Call(p, a, b, net.Ask{Key: 1, Timeout: time.Hour, Propagate: true})
		t.Error("a killed process went on")
	})
	k.at(50*ms, p.Kill)
	k.run(time.Second)
	if !told || !p.Done() {
		t.Errorf("told %v, done %v", told, p.Done())
	}
	// The timer of an hour is gone: nothing happens any more.
	if m, more, _ := k.w.Step(sim.Forever - 1); more {
		t.Errorf("an event is left at %v", m.At)
	}
}
