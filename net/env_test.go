package net_test

import (
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/sim"
)

const ms = time.Millisecond

// An env is a world with a network, and all that happened in it.
type env struct {
	t     rapid.TB
	w     *sim.World
	n     *net.Network
	facts []sim.Fact
}

// newEnv returns an env in which every link is c.
func newEnv(t rapid.TB, seed uint64, c net.LinkConfig) *env {
	return newUnevenEnv(t, seed, func(net.ID, net.ID) net.LinkConfig { return c })
}

// newUnevenEnv returns an env whose limits are tight, so that timers and things
// in flight which are forgotten somewhere end the run.
func newUnevenEnv(t rapid.TB, seed uint64, conf func(from, to net.ID) net.LinkConfig) *env {
	w := sim.New(sim.Config{Seed: seed, Limits: sim.Limits{InFlight: 2000, Stall: 16_000}})
	k := &env{t: t, w: w, n: net.New(w, conf)}
	w.Attach(sim.SinkFunc(func(f *sim.Fact) { k.facts = append(k.facts, *f) }))
	return k
}

// run carries the world on to that time.
func (k *env) run(until time.Duration) {
	k.t.Helper()
	if err := k.w.Run(sim.Time(until)); err != nil {
		k.t.Fatal(err)
	}
}

// at has f called at that time, by nobody in particular.
func (k *env) at(d time.Duration, f func()) {
	k.w.At(sim.Time(d), k.w.Owner("script"), sim.Func(f))
}

// send has message i sent at that time; its identity is i.
func (k *env) send(d time.Duration, from, to net.ID, i int) {
	k.at(d, func() { k.n.Send(net.Message{From: from, To: to, Key: sim.Key(i), Size: 100, Body: i}) })
}

// count returns how many facts of the kind there were.
func (k *env) count(kind *sim.Kind) int {
	n := 0
	for _, f := range k.facts {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

// An arrival is a message that was received.
type arrival struct {
	i  int
	at time.Duration
}

// listen returns the arrivals at id, as they come to be.
func (k *env) listen(id net.ID) *[]arrival {
	var got []arrival
	k.n.Listen(id, net.ReceiverFunc(func(m net.Message) {
		got = append(got, arrival{m.Body.(int), time.Duration(k.w.Now())})
	}))
	return &got
}

// lose is a rule that loses the first n transmissions that it sees.
func lose(n int) net.Rule {
	return net.RuleFunc(func(_ *net.Message, _ sim.Rand, f *net.Fate) {
		if n > 0 {
			f.Lost = true
			n--
		}
	})
}

// want fails the test unless exactly these messages arrived, in this order.
func (k *env) want(got *[]arrival, want ...arrival) {
	k.t.Helper()
	if len(*got) != len(want) {
		k.t.Fatalf("arrived: %v, want %v", *got, want)
	}
	for i, a := range *got {
		if a != want[i] {
			k.t.Fatalf("arrived: %v, want %v", *got, want)
		}
	}
}
