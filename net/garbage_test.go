package net_test

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// A number reads as another when a bit of it flips.
type number int

func (n number) Flipped(luck sim.Rand) any { return n ^ number(1<<luck.Below(8)) }

// garbled sends bodies over a link that flips every message, and returns what
// arrives, and when the last does.
func garbled(t *testing.T, transport net.Transport, rate float64, lasts time.Duration, bodies ...any) (got []any, last sim.Time) {
	t.Helper()
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	n := net.New(w, func(net.ID, net.ID) net.LinkConfig { return net.LinkConfig{Transport: transport} })
	a, b := n.Join("a"), n.Join("b")
	n.Listen(b, net.ReceiverFunc(func(m net.Message) { got, last = append(got, m.Body), w.Now() }))
	h := n.Install("flips", net.Corrupt{Rate: rate})
	w.After(lasts, w.Owner("a"), sim.Func(h.Remove))
	for i, body := range bodies {
		n.Send(net.Message{From: a, To: b, Key: sim.Key(i + 1), Size: 10, Body: body})
	}
	if err := w.Run(sim.Time(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if h.Touched() == 0 {
		t.Error("the rule says that it touched nothing")
	}
	return got, last
}

func TestAStreamDropsWhatIsGarbledAndSendsItAgain(t *testing.T) {
	got, last := garbled(t, net.Stream, 1, 300*time.Millisecond, "hello", number(7))
	if len(got) != 2 || got[0] != "hello" || got[1] != number(7) || last < sim.Time(300*time.Millisecond) {
		t.Errorf("%v arrives, at %v", got, last)
	}
}

func TestADatagramArrivesGarbled(t *testing.T) {
	got, last := garbled(t, net.Datagram, 1, time.Second, "hello", number(7))
	if len(got) != 2 || got[0] != (net.Garbage{}) || last > 0 {
		t.Fatalf("%v arrives, at %v", got, last)
	}
	if n, ok := got[1].(number); !ok || n == 7 {
		t.Errorf("7 is read as %v", got[1])
	}
}

func TestAShareOfDatagramsArrivesGarbled(t *testing.T) {
	bodies := make([]any, 1000)
	for i := range bodies {
		bodies[i] = "hello"
	}
	got, _ := garbled(t, net.Datagram, 0.2, time.Second, bodies...)
	bad := 0
	for _, body := range got {
		if body == (net.Garbage{}) {
			bad++
		}
	}
	if len(got) != 1000 || bad < 150 || bad > 250 {
		t.Errorf("%d of %d are garbled", bad, len(got))
	}
}

// TestNobodyAnswersGarbage: neither a request nor an answer that is garbled gets
// through, in a call over datagrams.
func TestNobodyAnswersGarbage(t *testing.T) {
	for _, test := range []struct {
		from   time.Duration // the rule is in force from then
		served int
	}{{0, 0}, {time.Millisecond, 1}} {
		w := sim.New(sim.Config{Seed: 1})
		n := net.New(w, func(net.ID, net.ID) net.LinkConfig {
			return net.LinkConfig{Transport: net.Datagram, Latency: sim.Constant(2 * time.Millisecond)}
		})
		a, b := n.Join("a"), n.Join("b")
		served := 0
		n.Serve(b, func(c *net.Call) { served++; c.Reply("answer", 1, nil) })
		w.At(sim.Time(test.from), w.Owner("a"), sim.Func(func() { n.Install("flips", net.Corrupt{Rate: 1}) }))
		var err error
		w.Go(w.Owner("a"), func(p *sim.Proc) {
			p.Sleep(time.Microsecond)
			_, err = n.Call(p, a, b, net.Ask{Key: 1, Body: "request", Timeout: time.Second})
		})
		if e := w.Run(sim.Time(time.Minute)); e != nil {
			t.Fatal(e)
		}
		if err != net.ErrTimeout || served != test.served {
			t.Errorf("flips from %v: served %d times, and the caller hears %v", test.from, served, err)
		}
		w.Close()
	}
}
