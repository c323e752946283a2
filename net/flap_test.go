package net_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

func TestAFlappingPartitionComesAndGoes(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram})
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.at(105*ms, func() {
		k.n.Install("flap", net.NewFlap(k.w, "flap", sim.Constant(30*ms), sim.Constant(20*ms), net.Isolate(b)))
	})
	for i := range 30 {
		k.send(time.Duration(i)*10*ms, a, b, i)
	}
	k.run(time.Second)
	var came []int
	for _, a := range *got {
		came = append(came, a.i)
	}
	// In force from 105 to 125 ms, from 155 to 175, and so on.
	want := "[0 1 2 3 4 5 6 7 8 9 10 13 14 15 18 19 20 23 24 25 28 29]"
	if s := fmt.Sprint(came); s != want {
		t.Errorf("came: %s\nwant: %s", s, want)
	}
}

func TestTrafficDoesNotMoveAFlap(t *testing.T) {
	lost := func(gap time.Duration, name string) []bool {
		k := newEnv(t, 9, net.LinkConfig{Transport: net.Datagram})
		k.n.Install("f", net.NewFlap(k.w, name, sim.Exponential(50*ms), sim.Exponential(20*ms), net.Loss{Rate: 1}))
		fate := pulse(k, int(time.Second/gap), gap)
		var sparse []bool
		for i := 0; i < len(fate); i += int(10 * ms / gap) {
			sparse = append(sparse, fate[i])
		}
		return sparse
	}
	seldom := lost(10*ms, "one")
	if !slices.Equal(seldom, lost(ms, "one")) {
		t.Error("more traffic moves the flap")
	}
	if slices.Equal(seldom, lost(10*ms, "two")) {
		t.Error("another name has the same spans")
	}
	if !slices.Contains(seldom, true) || !slices.Contains(seldom, false) {
		t.Error("it never flapped")
	}
}
