package net_test

import (
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// A client asks a server while a partition comes and heals: the stream repeats
// the request until it is through, but the client does not wait for that long.
func Example() {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	n := net.New(w, func(from, to net.ID) net.LinkConfig {
		return net.LinkConfig{Latency: sim.Constant(10 * time.Millisecond)}
	})
	client, server := n.Join("client"), n.Join("server")
	n.Serve(server, func(c *net.Call) { c.Reply("pong", 100, nil) })

	w.Go(n.Owner(client), func(p *sim.Proc) {
		for i := range 4 {
			answer, err := n.Call(p, client, server, net.Ask{
				Key: sim.Key(i), Body: "ping", Timeout: 500 * time.Millisecond,
			})
			fmt.Println(p.Now(), answer, err)
			p.Sleep(100 * time.Millisecond)
		}
	})
	w.Run(sim.Time(50 * time.Millisecond))
	partition := n.Install("partition", net.Isolate(server))
	w.Run(sim.Time(time.Second))
	partition.Remove()
	w.Run(sim.Time(time.Minute))
	fmt.Println("transmissions lost:", partition.Touched())

	// Output:
	// 20ms pong <nil>
	// 620ms <nil> net: timed out
	// 1.22s <nil> net: timed out
	// 1.34s pong <nil>
	// transmissions lost: 4
}

// A fault is a rule, confined to the links that it strikes and removed by its
// handle.
func ExampleNetwork_Install() {
	w := sim.New(sim.Config{Seed: 1})
	n := net.New(w, nil)
	a, b := n.Join("a"), n.Join("b")
	n.Listen(b, net.ReceiverFunc(func(m net.Message) { fmt.Println(w.Now(), m.Body) }))

	slow := net.Delay{By: sim.Constant(30 * time.Millisecond)}
	h := n.Install("slow", net.Between(net.SetOf(a), net.SetOf(b), slow))
	n.Send(net.Message{From: a, To: b, Key: 1, Body: "held up"})
	w.Run(sim.Time(time.Second))
	h.Remove()
	n.Send(net.Message{From: a, To: b, Key: 2, Body: "at once"})
	w.Run(sim.Time(2 * time.Second))

	// Output:
	// 30ms held up
	// 1s at once
}
