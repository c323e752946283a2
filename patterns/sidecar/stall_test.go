package sidecar_test

import (
	"fmt"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/sidecar"
	"wavetank/sim"
)

// TestAProxyThatIsAliveCanBeStruck makes a call through a proxy that works 2 ms, to
// a service that works 10 ms, and strikes the proxy from 1 ms on.
func TestAProxyThatIsAliveCanBeStruck(t *testing.T) {
	const ms = time.Millisecond
	slow := func(p patterns.Process) func() { return p.Slow(3) }
	for _, c := range []struct {
		name     string
		strike   func(patterns.Process) func()
		from, to time.Duration
		answers  time.Duration
	}{
		{"nothing", func(patterns.Process) func() { return func() {} }, ms, 2 * ms, 12 * ms},
		{"hangs in its work", patterns.Process.Hang, ms, 5 * ms, 16 * ms},
		{"hangs before its work", patterns.Process.Hang, 0, 5 * ms, 17 * ms},
		{"hangs after its work", patterns.Process.Hang, 3 * ms, 50 * ms, 12 * ms},
		{"pauses in its work", patterns.Process.Pause, ms, 5 * ms, 16 * ms},
		{"pauses as the answer comes", patterns.Process.Pause, 11 * ms, 50 * ms, 50 * ms},
		{"is slow before its work", slow, 0, 50 * ms, 16 * ms},
		{"is slow after its work began", slow, ms, 50 * ms, 12 * ms},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := sim.New(sim.Config{Seed: 1})
			defer w.Close()
			network := net.New(w, func(net.ID, net.ID) net.LinkConfig { return net.LinkConfig{} })
			service := nodes.NewNode(network, "service", func(n *nodes.Node) {
				nodes.NewService(n, nodes.ServiceConfig{Routes: []nodes.Route{{Name: "r", Work: sim.Constant(10 * ms)}}}, nil, nil)
			})
			service.Boot()
			program := nodes.NewNode(network, "program", nil)
			site := patterns.Site{Owner: program.Owner(), Node: program, Net: network, Name: "mesh"}
			config := sidecar.Default()
			config.Work = sim.Constant(2 * ms)
			part := sidecar.Build(site, config)
			site.Peer = "service"
			caller := part.Edge(site).Outbound(nodes.NewCaller(network, program.ID(), false))
			w.At(sim.Time(c.from), w.Owner("fate"), sim.Func(func() {
				undo := c.strike(part.Beside)
				w.At(sim.Time(c.to), w.Owner("fate"), sim.Func(undo))
			}))
			var answered sim.Time
			w.At(0, program.Owner(), sim.Func(func() {
				program.Go(func(p *sim.Proc) {
					if _, err := nodes.Call(p, caller, service.ID(), &nodes.Request{Key: 1, Route: "r"}); err != nil {
						t.Error(err)
					}
					answered = p.Now()
				})
			}))
			if err := w.Run(sim.Time(time.Second)); err != nil {
				t.Fatal(err)
			}
			if answered != sim.Time(c.answers) || w.Processes() != 0 {
				t.Errorf("answered at %v, want %v; %d processes are left", answered, c.answers, w.Processes())
			}
		})
	}
}

// TestAScenarioStrikesAProxyAlone counts what a fault of the mesh touches, and how
// many requests end late by it.
func TestAScenarioStrikesAProxyAlone(t *testing.T) {
	for _, kind := range []string{"pause", "hang", "slow"} {
		keys := ""
		if kind == "slow" {
			keys = "factor = 2000\n"
		}
		text := all + variants + fmt.Sprintf("[[faults]]\nkind = %q\nnode = \"front\"\npattern = \"mesh\"\n%sat = \"20s\"\nfor = \"3s\"\n", kind, keys)
		var touched int64
		_, count := run(t, text, "mesh", func(f *sim.Fact) {
			if f.Kind == sim.FaultEnded && f.At == sim.Time(23*time.Second) {
				touched = f.Value
			}
		})
		if touched == 0 || count["request.timed_out"] < 100 || count["sidecar.refused"] > 0 {
			t.Errorf("%s: it touched %d, %d requests timed out, %d were refused", kind, touched, count["request.timed_out"], count["sidecar.refused"])
		}
	}
}
