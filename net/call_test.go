package net_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// worker has a participant take that long over every call, in a process each,
// and answer with the request. It returns how many it has begun.
func (k *env) worker(id net.ID, work time.Duration) *int {
	begun := 0
	k.n.Serve(id, func(c *net.Call) {
		begun++
		k.w.Go(k.n.Owner(id), func(p *sim.Proc) {
			p.Sleep(work)
			c.Reply(c.Body, 10, nil)
		})
	})
	return &begun
}

// An outcome is how and when a call ended.
type outcome struct {
	answer any
	err    error
	at     time.Duration
}

// call makes a call at that time in a process of the caller's, and returns how
// it ended, once it has.
func (k *env) call(d time.Duration, from, to net.ID, a net.Ask) *outcome {
	o := &outcome{err: errors.New("still waiting")}
	k.at(d, func() {
		k.w.Go(k.n.Owner(from), func(p *sim.Proc) {
			o.answer, o.err = k.n.Call(p, from, to, a)
			o.at = time.Duration(p.Now())
		})
	})
	return o
}

// wantCall fails the test unless the call ended so.
func (k *env) wantCall(o *outcome, answer any, err error, at time.Duration) {
	k.t.Helper()
	if o.answer != answer || !errors.Is(o.err, err) || o.at != at {
		k.t.Errorf("ended with %v, %v at %v; want %v, %v at %v", o.answer, o.err, o.at, answer, err, at)
	}
}

func TestACallIsAnswered(t *testing.T) {
	for _, c := range []struct {
		name      string
		transport net.Transport
		losses    int // of the first transmissions
		timeout   time.Duration
		answer    any
		err       error
		at        time.Duration
		late      int
	}{
		{"over a stream", net.Stream, 0, 0, "hi", nil, 70 * ms, 0},
		{"over datagrams", net.Datagram, 0, 0, "hi", nil, 70 * ms, 0},
		{"in the nick of time", net.Stream, 0, 71 * ms, "hi", nil, 70 * ms, 0},
		{"after a retransmission", net.Stream, 1, 0, "hi", nil, 270 * ms, 0},
		{"too late for its caller", net.Stream, 0, 60 * ms, nil, net.ErrTimeout, 60 * ms, 1},
		{"never, when a datagram is lost", net.Datagram, 1, 300 * ms, nil, net.ErrTimeout, 300 * ms, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newEnv(t, 1, net.LinkConfig{Transport: c.transport, Latency: sim.Constant(10 * ms)})
			a, b := k.n.Join("a"), k.n.Join("b")
			k.worker(b, 50*ms)
			k.n.Install("lose", lose(c.losses))
			o := k.call(0, a, b, net.Ask{Key: 1, Body: "hi", Timeout: c.timeout})
			k.run(time.Minute)
			k.wantCall(o, c.answer, c.err, c.at)
			if n := k.count(net.AnswerLate); n != c.late {
				t.Errorf("%d late answers, want %d", n, c.late)
			}
		})
	}
}

func TestTheCalleesErrorReachesTheCaller(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	broke := errors.New("it broke")
	k.n.Serve(b, func(c *net.Call) { c.Reply("half", 1, broke) })
	o := k.call(0, a, b, net.Ask{Key: 1})
	k.run(time.Minute)
	k.wantCall(o, "half", broke, 20*ms)
}

func TestNobodyListensAndSaysSo(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	o := k.call(0, a, b, net.Ask{Key: 1})
	k.run(time.Minute)
	k.wantCall(o, nil, net.ErrRefused, 20*ms)
}

func TestALossOnOneCallDoesNotHoldUpAnother(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	k.worker(b, 0)
	k.n.Install("first", lose(1))
	first := k.call(0, a, b, net.Ask{Key: 1})
	second := k.call(1*ms, a, b, net.Ask{Key: 2})
	k.run(time.Minute)
	k.wantCall(first, nil, nil, 220*ms)
	k.wantCall(second, nil, nil, 21*ms)
}

func TestACallWhoseConnectionGivesUpIsReset(t *testing.T) {
	link := slow
	link.GiveUp = 3 * time.Second
	for _, c := range []struct {
		name string
		cut  func(a, b net.ID) net.Rule
		at   time.Duration
	}{
		{"on the way there", func(a, b net.ID) net.Rule { return net.OneWay([]net.ID{a}, []net.ID{b}) }, 3 * time.Second},
		{"on the way back", func(a, b net.ID) net.Rule { return net.OneWay([]net.ID{b}, []net.ID{a}) }, 3010 * ms},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newEnv(t, 1, link)
			a, b := k.n.Join("a"), k.n.Join("b")
			k.worker(b, 0)
			k.n.Install("cut", c.cut(a, b))
			o := k.call(0, a, b, net.Ask{Key: 1})
			k.run(time.Minute)
			k.wantCall(o, nil, net.ErrReset, c.at)
		})
	}
}

func TestARequestIsNotRepeatedForACallerWhoLeft(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	begun := k.worker(b, 0)
	k.n.Install("first", lose(1))
	o := k.call(0, a, b, net.Ask{Key: 1, Timeout: 100 * ms})
	k.run(time.Minute)
	k.wantCall(o, nil, net.ErrTimeout, 100*ms)
	if *begun != 0 || k.count(net.MessageSent) != 1 {
		t.Errorf("served %d times, %d transmissions", *begun, k.count(net.MessageSent))
	}
}

func TestADuplicatedRequestIsServedTwiceAndAnsweredOnce(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram, Latency: sim.Constant(10 * ms)})
	a, b := k.n.Join("a"), k.n.Join("b")
	begun := k.worker(b, 50*ms)
	k.n.Install("twice", net.Duplicate{Rate: 1})
	ended := 0
	k.n.Begin(a, b, net.Ask{Key: 1, Body: 5}, net.EnderFunc(func(c *net.Call) {
		ended++
		if answer, err := c.Result(); answer != 5 || err != nil {
			t.Errorf("ended with %v, %v", answer, err)
		}
	}))
	k.run(time.Minute)
	if *begun != 2 || ended != 1 || k.count(net.AnswerLate) != 0 {
		t.Errorf("served %d times, ended %d times, %d late answers", *begun, ended, k.count(net.AnswerLate))
	}
}

func TestAnAnswerCountsAsLateOnce(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram, Latency: sim.Constant(10 * ms)})
	a, b := k.n.Join("a"), k.n.Join("b")
	k.worker(b, 50*ms)
	k.n.Install("twice", net.Duplicate{Rate: 1})
	k.call(0, a, b, net.Ask{Key: 1, Timeout: 20 * ms})
	k.run(time.Minute)
	if n := k.count(net.AnswerLate); n != 1 {
		t.Errorf("%d late answers, want 1", n)
	}
}

func TestEachTransmissionHasLuckOfItsOwn(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Loss: 0.5, RTO: ms, GiveUp: time.Hour})
	a, b := k.n.Join("a"), k.n.Join("b")
	k.worker(b, 0)
	k.n.Install("loss", net.Loss{Rate: 0.5})
	ok := 0
	for i := range 100 {
		k.n.Begin(a, b, net.Ask{Key: sim.Key(i)}, net.EnderFunc(func(c *net.Call) {
			if _, err := c.Result(); err == nil {
				ok++
			}
		}))
	}
	k.run(3 * time.Hour)
	if ok < 99 {
		t.Errorf("%d of 100 came through, which takes four tries each way on average", ok)
	}
}

func TestAFrozenCalleeServesWhatCameWhenItThaws(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	k.worker(b, 0)
	k.at(5*ms, k.n.Owner(b).Freeze)
	k.at(time.Second, k.n.Owner(b).Thaw)
	impatient := k.call(0, a, b, net.Ask{Key: 1, Timeout: 500 * ms})
	patient := k.call(0, a, b, net.Ask{Key: 2})
	k.run(time.Minute)
	k.wantCall(impatient, nil, net.ErrTimeout, 500*ms)
	k.wantCall(patient, nil, nil, 1010*ms)
	if k.count(net.AnswerLate) != 1 {
		t.Errorf("%d late answers, want 1", k.count(net.AnswerLate))
	}
}

// TestCallsLeaveNothingBehind makes more calls than the limit on things in
// flight and on timers allows to forget.
func TestCallsLeaveNothingBehind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := sim.New(sim.Config{Seed: rapid.Uint64().Draw(t, "seed"), Limits: sim.Limits{InFlight: 60, Stall: 16}})
		defer w.Close()
		c := anyLink(t)
		c.Latency, c.RTO = sim.Exponential(ms), 20*ms
		n := net.New(w, func(_, _ net.ID) net.LinkConfig { return c })
		a, b := n.Join("a"), n.Join("b")
		n.Serve(b, func(c *net.Call) {
			w.After(ms, n.Owner(b), sim.Func(func() { c.Reply(nil, 0, nil) }))
		})
		ended := 0
		w.Go(n.Owner(a), func(p *sim.Proc) {
			for i := range 200 {
				n.Call(p, a, b, net.Ask{Key: sim.Key(i), Timeout: 5 * ms, Propagate: i%2 == 0})
				p.Sleep(10 * ms)
				ended++
			}
		})
		if err := w.Run(sim.Time(time.Hour)); err != nil || ended != 200 {
			t.Fatalf("after %d calls: %v", ended, err)
		}
	})
}
