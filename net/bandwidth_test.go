package net_test

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

func TestALinkCarriesNoMoreThanItsBandwidth(t *testing.T) {
	narrow := net.LinkConfig{Transport: net.Datagram, Latency: sim.Constant(5 * ms), Bandwidth: 10_000, Buffer: 1000}
	k := newEnv(t, 1, narrow)
	a, b, c := k.n.Join("a"), k.n.Join("b"), k.n.Join("c")
	got, other := k.listen(b), k.listen(c)
	for i := range 1000 { // 100 bytes every 5 ms: twice what the line can take
		k.send(time.Duration(i)*5*ms, a, b, i)
	}
	k.send(time.Second, a, c, 1) // another link has another line
	k.run(time.Hour)
	k.want(other, arrival{1, 1015 * ms})
	first, last := (*got)[0], (*got)[len(*got)-1]
	if first.at != 15*ms {
		t.Errorf("the first came at %v, want after 10 ms on the line and 5 ms on the way", first.at)
	}
	if carried := time.Duration(len(*got)) * 10 * ms; last.at-5*ms != carried {
		t.Errorf("%d messages took %v, want %v", len(*got), last.at-5*ms, carried)
	}
	if longest := last.at - time.Duration(last.i)*5*ms; longest > 115*ms {
		t.Errorf("the last waited %v: more than the buffer holds", longest)
	}
	lost := 0
	for _, f := range k.facts {
		if f.Kind == net.MessageLost && f.Note == "in a full buffer" {
			lost++
		}
	}
	if lost+len(*got) != 1000 || lost < 480 || lost > 500 {
		t.Errorf("%d of 1000 overflowed and %d came, want about half", lost, len(*got))
	}
}

func TestAnIdleLineTakesAMessageLargerThanItsBuffer(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram, Bandwidth: 1000, Buffer: 10})
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.send(0, a, b, 1)
	k.send(50*ms, a, b, 2)
	k.send(100*ms, a, b, 3)
	k.run(time.Second)
	k.want(got, arrival{1, 100 * ms}, arrival{3, 200 * ms})
}

func TestAStreamRepeatsWhatABufferDropped(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Bandwidth: 1000, Buffer: 150})
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	for i := range 3 {
		k.send(0, a, b, i)
	}
	k.run(time.Second)
	k.want(got, arrival{0, 100 * ms}, arrival{1, 300 * ms}, arrival{2, 700 * ms})
}
