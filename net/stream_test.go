package net_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/sim"
)

func TestAStreamKeepsOrderUnderJitterAndLoss(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyLink(t)
		c.Transport, c.Buffer, c.GiveUp = net.Stream, 0, 100*time.Hour
		c.Loss = min(c.Loss, 0.1) // or 20 tries are lost now and then
		k := newEnv(t, rapid.Uint64().Draw(t, "seed"), c)
		a, b := k.n.Join("a"), k.n.Join("b")
		k.n.Install("late", net.Reorder{Probability: 0.3, By: sim.Exponential(300 * ms)})
		got := k.listen(b)
		count := rapid.IntRange(1, 50).Draw(t, "count")
		for i := range count {
			k.send(time.Duration(i)*ms, a, b, i)
		}
		k.run(1000 * time.Hour)
		for i, a := range *got {
			if a.i != i {
				t.Fatalf("message %d came as number %d", a.i, i)
			}
		}
		if len(*got) != count {
			t.Fatalf("%d came of %d", len(*got), count)
		}
	})
}

// slow is a stream that takes 10 ms.
var slow = net.LinkConfig{Latency: sim.Constant(10 * ms)}

func TestWhatAStreamHoldsBackComesLateAndOnce(t *testing.T) {
	link := slow
	link.Reorder, link.ReorderBy, link.Duplicate = 1, sim.Constant(5*ms), 1
	k := newEnv(t, 1, link)
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.send(0, a, b, 1)
	k.run(time.Second)
	k.want(got, arrival{1, 15 * ms})
}

func TestALossOnAStreamCostsARetransmissionTimeout(t *testing.T) {
	for _, c := range []struct {
		name   string
		rto    time.Duration
		losses int
		want   time.Duration
	}{
		{"none costs nothing", 0, 0, 10 * ms},
		{"one costs the default timeout", 0, 1, 210 * ms},
		{"the timeout doubles", 0, 3, 1410 * ms},
		{"the timeout is the link's", 50 * ms, 2, 160 * ms},
		{"it never overflows", 9 * time.Hour, 5, 31*9*time.Hour + 10*ms},
	} {
		t.Run(c.name, func(t *testing.T) {
			link := slow
			link.RTO, link.GiveUp = c.rto, 100*365*24*time.Hour
			k := newEnv(t, 1, link)
			a, b := k.n.Join("a"), k.n.Join("b")
			got := k.listen(b)
			k.n.Install("lose", lose(c.losses))
			k.send(0, a, b, 1)
			k.run(200 * 365 * 24 * time.Hour)
			k.want(got, arrival{1, c.want})
		})
	}
}

func TestWhatIsLostHoldsUpWhatFollows(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b, c := k.n.Join("a"), k.n.Join("b"), k.n.Join("c")
	got, elsewhere := k.listen(b), k.listen(c)
	k.n.Install("first", lose(1))
	k.send(0, a, b, 1)
	k.send(1*ms, a, b, 2)
	k.send(2*ms, a, b, 3)
	k.send(2*ms, a, c, 4)
	k.run(time.Second)
	k.want(got, arrival{1, 210 * ms}, arrival{2, 210 * ms}, arrival{3, 210 * ms})
	k.want(elsewhere, arrival{4, 12 * ms})
}

func TestAPartitionStallsAStreamUntilItHeals(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	h := k.n.Install("partition", net.Split([]net.ID{a}, []net.ID{b}))
	k.at(time.Second, h.Remove)
	k.send(0, a, b, 1)       // repeated at 200, 600 and 1400 ms
	k.send(900*ms, a, b, 2)  // repeated at 1100 ms, waits for the first
	k.send(1500*ms, a, b, 3) // never lost
	k.run(2 * time.Second)
	k.want(got, arrival{1, 1410 * ms}, arrival{2, 1410 * ms}, arrival{3, 1510 * ms})
	if h.Touched() != 4 {
		t.Errorf("the partition touched %d transmissions, want 4", h.Touched())
	}
}

func TestAStreamGivesUpAndTheNextConnectionIsSound(t *testing.T) {
	link := slow
	link.GiveUp = 3 * time.Second
	k := newEnv(t, 1, link)
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	h := k.n.Install("partition", net.Isolate(b))
	k.at(3500*ms, h.Remove)
	k.send(0, a, b, 1)       // given up at 3 s
	k.send(1000*ms, a, b, 2) // goes down with the connection of the first
	k.send(2500*ms, a, b, 6) // as well: its repetition at 3100 ms is called off
	k.send(3100*ms, a, b, 3) // opens another, is repeated at 3300 and 3700 ms
	k.send(4100*ms, a, b, 4) // the remains of the second break nothing now
	k.send(4200*ms, a, b, 5)
	k.run(time.Minute)
	k.want(got, arrival{3, 3710 * ms}, arrival{4, 4110 * ms}, arrival{5, 4210 * ms})
	// The first at 0, 200, 600 and 1400 ms, the second as long after its own begin
	// but not beyond the end of the connection, the third as above, the sixth twice.
	if n := k.count(net.MessageSent); n != 4+4+3+2+2 {
		t.Errorf("%d transmissions, want 15", n)
	}
}

func TestATimeoutOfAnyLengthEnds(t *testing.T) {
	const year = 365 * 24 * time.Hour
	k := newEnv(t, 1, net.LinkConfig{RTO: 150 * year, GiveUp: 290 * year})
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.n.Install("twice", lose(2))
	k.send(0, a, b, 1)
	k.run(291 * year)
	k.want(got)
}

func TestWhatLeavesABrokenConnectionLastBreaksNoOther(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.send(85*ms, a, b, 1) // arrives when b has died
	k.at(90*ms, func() { k.n.Refuse(b, true) })
	k.send(91*ms, a, b, 2) // on the next connection, arrives when b is back
	k.at(98*ms, func() { k.n.Accept(b) })
	k.run(time.Second)
	k.want(got, arrival{2, 101 * ms})
}

func TestAReceiverThatDiesOfAMessageTakesNoMore(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	taken := 0
	k.n.Listen(b, net.ReceiverFunc(func(net.Message) {
		taken++
		k.n.Refuse(b, true)
	}))
	k.n.Install("first", lose(1))
	for i := range 3 {
		k.send(0, a, b, i)
	}
	k.run(time.Second)
	if taken != 1 || k.count(net.MessageLost) != 3 {
		t.Errorf("%d taken, %d transmissions lost", taken, k.count(net.MessageLost))
	}
}

func TestWhatWaitedOnABrokenConnectionIsLost(t *testing.T) {
	link := slow
	link.GiveUp = 150 * ms
	k := newEnv(t, 1, link)
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.n.Install("first", lose(1))
	k.send(0, a, b, 1)
	k.send(20*ms, a, b, 2)  // arrives, waits for the first
	k.send(145*ms, a, b, 3) // is on its way when the connection breaks at 150 ms
	k.send(160*ms, a, b, 4)
	k.run(time.Minute)
	k.want(got, arrival{4, 170 * ms})
	if n := k.count(net.MessageLost); n != 3 {
		t.Errorf("%d lost, want 3", n)
	}
}

func TestAFrozenReceiverTakesInLaterWhatArrivedInOrder(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.at(5*ms, k.n.Owner(b).Freeze)
	k.at(500*ms, k.n.Owner(b).Thaw)
	for i := range 3 {
		k.send(time.Duration(i)*ms, a, b, i)
	}
	k.run(time.Second)
	k.want(got, arrival{0, 500 * ms}, arrival{1, 500 * ms}, arrival{2, 500 * ms})
}

func TestAFrozenSenderRepeatsNothingUntilItThaws(t *testing.T) {
	k := newEnv(t, 1, slow)
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.n.Install("first", lose(1))
	k.send(0, a, b, 1)
	k.at(5*ms, k.n.Owner(a).Freeze)
	k.at(500*ms, k.n.Owner(a).Thaw)
	k.run(time.Second)
	k.want(got, arrival{1, 510 * ms})
}
