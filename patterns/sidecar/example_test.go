package sidecar_test

import (
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/sidecar"
	"wavetank/sim"
)

// A program calls a service through the proxy beside it: an answer, an error while
// the proxy is dead, and an answer again.
func Example() {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	network := net.New(w, nil)
	service := nodes.NewNode(network, "service", func(n *nodes.Node) {
		nodes.NewService(n, nodes.ServiceConfig{Routes: []nodes.Route{{Name: "r", Work: sim.Constant(5 * time.Millisecond)}}}, nil, nil)
	})
	service.Boot()
	program := nodes.NewNode(network, "program", nil)

	site := patterns.Site{Owner: program.Owner(), Node: program, Net: network, Name: "mesh"}
	part := sidecar.Build(site, sidecar.Default())
	site.Peer = "service"
	caller := part.Edge(site).Outbound(nodes.NewCaller(network, program.ID(), false))

	call := func(p *sim.Proc) {
		_, err := nodes.Call(p, caller, service.ID(), &nodes.Request{Key: sim.Key(p.Now()), Route: "r"})
		fmt.Printf("%v: %v\n", p.Now(), err)
	}
	program.Go(func(p *sim.Proc) {
		call(p)
		restart := part.Beside.Crash()
		call(p)
		restart()
		call(p)
	})
	if err := w.Run(sim.Time(time.Second)); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 5.2ms: <nil>
	// 5.2ms: sidecar: the proxy is down: net: connection refused
	// 10.4ms: <nil>
}
