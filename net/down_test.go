package net_test

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

func TestCallersOfTheDead(t *testing.T) {
	const crash = 30 * ms // the first call is at work, the second is on its way
	for _, c := range []struct {
		name              string
		transport         net.Transport
		power             bool
		back              time.Duration // when it takes messages again
		first, second     error
		firstAt, secondAt time.Duration
	}{
		{"of a process are told", net.Stream, true, time.Hour, net.ErrReset, net.ErrRefused, 40 * ms, 45 * ms},
		{"of a machine are not", net.Stream, false, time.Hour, net.ErrTimeout, net.ErrTimeout, 1000 * ms, 1025 * ms},
		{"of a machine that returns have their requests repeated", net.Stream, false, 100 * ms, net.ErrTimeout, nil, 1000 * ms, 295 * ms},
		{"are not told by datagram", net.Datagram, true, 100 * ms, net.ErrTimeout, net.ErrTimeout, 1000 * ms, 1025 * ms},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newEnv(t, 1, net.LinkConfig{Transport: c.transport, Latency: sim.Constant(10 * ms)})
			a, b := k.n.Join("a"), k.n.Join("b")
			k.worker(b, 50*ms)
			first := k.call(0, a, b, net.Ask{Key: 1, Timeout: time.Second})
			second := k.call(25*ms, a, b, net.Ask{Key: 2, Timeout: time.Second})
			k.at(crash, func() {
				k.n.Refuse(b, c.power)
				k.n.Owner(b).Kill()
			})
			k.at(c.back, func() { k.n.Accept(b) })
			k.run(2 * time.Second)
			k.wantCall(first, nil, c.first, c.firstAt)
			k.wantCall(second, nil, c.second, c.secondAt)
			if k.count(net.AnswerLate) != 0 {
				t.Error("the dead answered")
			}
		})
	}
}

func TestNewsOfADeathIsNoLateAnswer(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	k.worker(b, time.Hour)
	o := k.call(0, a, b, net.Ask{Key: 1, Timeout: 35 * ms})
	k.at(30*ms, func() { k.n.Refuse(b, true) })
	k.run(time.Second)
	k.wantCall(o, nil, net.ErrTimeout, 35*ms)
	if k.count(net.MessageDelivered) != 2 || k.count(net.AnswerLate) != 0 {
		t.Errorf("%d delivered, %d late answers", k.count(net.MessageDelivered), k.count(net.AnswerLate))
	}
}

func TestWhatTheDeadReplyIsNotHeard(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	var open *net.Call
	k.n.Serve(b, func(c *net.Call) { open = c })
	o := k.call(0, a, b, net.Ask{Key: 1, Timeout: time.Second})
	k.at(50*ms, func() { k.n.Refuse(b, false) })
	k.at(60*ms, func() { open.Reply("boo", 1, nil) })
	k.at(70*ms, func() { k.n.Send(net.Message{From: b, To: a, Key: 9, Body: 9}) })
	k.run(time.Minute)
	k.wantCall(o, nil, net.ErrTimeout, time.Second)
	if k.count(net.MessageSent) != 1 {
		t.Errorf("%d transmissions, want that of the request", k.count(net.MessageSent))
	}
}

func TestALostAnswerOutlivesItsProcessAndNotItsMachine(t *testing.T) {
	for _, c := range []struct {
		name  string
		power bool
		err   error
		at    time.Duration
	}{
		{"a machine repeats what its dead process answered", true, nil, 220 * ms},
		{"a machine without power repeats nothing, even after its return", false, net.ErrTimeout, time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newEnv(t, 1, slow)
			a, b := k.n.Join("a"), k.n.Join("b")
			k.worker(b, 0)
			k.n.Install("answer", net.Between(net.SetOf(b), nil, lose(1)))
			o := k.call(0, a, b, net.Ask{Key: 1, Timeout: time.Second})
			k.at(20*ms, func() { k.n.Refuse(b, c.power) })
			k.at(30*ms, func() { k.n.Accept(b) })
			k.run(time.Minute)
			k.wantCall(o, nil, c.err, c.at)
		})
	}
}

func TestAMachineThatReturnedRepeatsWhatItLosesSince(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.n.Refuse(a, false)
	k.n.Accept(a)
	k.n.Install("first", lose(1))
	k.send(0, a, b, 1)
	k.run(time.Second)
	k.want(got, arrival{1, 210 * ms})
}

func TestTheCallsOfADeadCallerEnd(t *testing.T) {
	for _, c := range []struct {
		name  string
		power bool
		told  time.Duration
	}{
		{"and its machine tells the callee", true, 60 * ms},
		{"and nobody tells the callee when the machine is gone", false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newEnv(t, 1, slow)
			a, b := k.n.Join("a"), k.n.Join("b")
			var told time.Duration
			k.n.Serve(b, func(c *net.Call) {
				c.OnCancel(func() { told = time.Duration(k.w.Now()) })
				k.at(500*ms, func() { c.Reply(nil, 1, nil) })
			})
			k.call(0, a, b, net.Ask{Key: 1, Propagate: true})
			begun := k.n.Begin(a, b, net.Ask{Key: 2, Timeout: time.Minute}, net.EnderFunc(func(*net.Call) { t.Error("the dead were called back") }))
			k.at(50*ms, func() {
				k.n.Refuse(a, c.power)
				k.n.Owner(a).Kill()
			})
			k.at(60*ms, func() {
				if zombie := k.n.Begin(a, b, net.Ask{Key: 3}, nil); !zombie.Abandoned() {
					t.Error("the dead made a call")
				}
			})
			k.run(50 * ms)
			if _, err := begun.Result(); err != net.ErrReset || !begun.Abandoned() {
				t.Errorf("the call ended with %v", err)
			}
			k.run(600 * ms)
			if told != c.told {
				t.Errorf("told at %v, want %v", told, c.told)
			}
			if c.power && k.count(net.AnswerLate) != 0 {
				t.Error("a dead process heard an answer")
			}
		})
	}
}

func TestACrashBreaksStreamsAndTheNextOnesAreSound(t *testing.T) {
	for _, c := range []struct {
		name   string
		sender bool // crashes; else the receiver
		power  bool
		want   []arrival
	}{
		{"when the sender's machine goes", true, false, []arrival{{4, 110 * ms}, {5, 111 * ms}}},
		{"when the sender's process goes", true, true, []arrival{{4, 110 * ms}, {5, 111 * ms}}},
		{"when the receiver's machine goes", false, false, []arrival{{3, 250 * ms}, {4, 250 * ms}, {5, 250 * ms}}},
		{"when the receiver's process goes", false, true, []arrival{{4, 110 * ms}, {5, 111 * ms}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newEnv(t, 1, slow)
			a, b := k.n.Join("a"), k.n.Join("b")
			got := k.listen(b)
			k.n.Install("first", lose(1))
			k.send(0, a, b, 1)     // is lost, and never repeated
			k.send(5*ms, a, b, 2)  // waits at the receiver for the first
			k.send(40*ms, a, b, 3) // when one of them is dead
			k.send(100*ms, a, b, 4)
			k.send(101*ms, a, b, 5)
			k.at(20*ms, func() {
				if c.sender {
					k.n.Refuse(a, c.power)
				} else {
					k.n.Refuse(b, c.power)
				}
			})
			k.at(90*ms, func() {
				k.n.Accept(a)
				k.n.Accept(b)
			})
			k.run(time.Minute)
			k.want(got, c.want...)
		})
	}
}

func TestACrashBreaksNoStreamOfOthers(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b, c := k.n.Join("a"), k.n.Join("b"), k.n.Join("c")
	got := k.listen(b)
	k.n.Install("first", lose(1))
	k.send(0, a, b, 1)
	k.send(1*ms, a, b, 2)
	k.send(2*ms, c, b, 3)
	k.at(5*ms, func() { k.n.Refuse(c, false) })
	k.run(time.Minute)
	k.want(got, arrival{1, 210 * ms}, arrival{2, 210 * ms})
}
