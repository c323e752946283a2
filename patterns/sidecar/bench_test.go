package sidecar_test

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/sidecar"
	"wavetank/sim"
)

// BenchmarkCall is a whole call, bare and through the proxy of the caller.
func BenchmarkCall(b *testing.B) {
	for _, name := range []string{"bare", "sidecar"} {
		b.Run(name, func(b *testing.B) {
			w := sim.New(sim.Config{Seed: 1})
			defer w.Close()
			n := net.New(w, nil)
			service := nodes.NewNode(n, "service", func(m *nodes.Node) {
				nodes.NewService(m, nodes.ServiceConfig{Routes: []nodes.Route{{Name: "r", Work: sim.Constant(time.Millisecond)}}}, nil, nil)
			})
			service.Boot()
			program := nodes.NewNode(n, "program", nil)
			caller := nodes.NewCaller(n, program.ID(), false)
			if name == "sidecar" {
				site := patterns.Site{Owner: program.Owner(), Node: program, Net: n, Name: "mesh"}
				part := sidecar.Beside(site, sidecar.Default())
				site.Peer = "service"
				caller = part.Edge(site).Outbound(caller)
			}
			b.ReportAllocs()
			calls := 0
			program.Go(func(p *sim.Proc) {
				for {
					calls++
					if _, err := caller.Call(p, service.ID(), &nodes.Request{Key: sim.Key(calls), Route: "r"}); err != nil {
						b.Error(err)
					}
				}
			})
			at := sim.Time(0)
			for b.Loop() {
				for before := calls; calls == before; {
					at = at.Add(200 * time.Microsecond)
					if err := w.Run(at); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
