package nodes_test

import (
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// counter is the program of a machine: a service written in Go that counts. What
// it keeps in memory is gone after a crash.
func counter(n *nodes.Node) {
	count := 0
	increment := func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		n.Work(p, 5*time.Millisecond)
		count += req.Body.(int)
		return &nodes.Response{Body: count}, nil
	}
	nodes.NewService(n, nodes.ServiceConfig{
		Workers: 1, Queue: 10,
		Routes: []nodes.Route{{Name: "add", Do: increment}},
	}, nil, nil)
}

// A process calls a service over the network, once a second, while the machine
// crashes and boots again.
func Example() {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	network := net.New(w, func(from, to net.ID) net.LinkConfig {
		return net.LinkConfig{Latency: sim.Constant(10 * time.Millisecond)}
	})
	server := nodes.NewNode(network, "counter", counter)
	server.Boot()

	me := network.Join("me")
	caller := nodes.NewCaller(network, me, false)
	w.Go(network.Owner(me), func(p *sim.Proc) {
		for i := range 6 {
			answer, err := nodes.Call(p, caller, server.ID(), &nodes.Request{
				Key: sim.Key(i), Route: "add", Body: 1, Timeout: 500 * time.Millisecond,
			})
			if err != nil {
				fmt.Println(p.Now(), "failed:", err)
			} else {
				fmt.Println(p.Now(), "counted", answer.Body)
			}
			p.Sleep(time.Second)
		}
	})
	w.At(sim.Time(2500*time.Millisecond), server.Owner(), sim.Func(func() {
		reboot := server.Crash(false)
		w.After(time.Second, network.Owner(me), sim.Func(reboot))
	}))
	if err := w.Run(sim.Time(time.Minute)); err != nil {
		fmt.Println(err)
	}

	// Output:
	// 25ms counted 1
	// 1.05s counted 2
	// 2.075s counted 3
	// 3.095s failed: net: connection refused
	// 4.12s counted 1
	// 5.145s counted 2
}
