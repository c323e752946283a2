package nodes_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// aService draws what a node of a chain does; next is what it depends on.
func aService(t *rapid.T, next []*nodes.Node) nodes.ServiceConfig {
	c := service(int64(rapid.IntRange(0, 3).Draw(t, "workers")), int64(rapid.IntRange(-1, 4).Draw(t, "queue")), 0)
	c.Routes[0].Work = sim.Exponential(time.Duration(rapid.IntRange(0, 20).Draw(t, "work")) * ms)
	c.Discipline = rapid.SampledFrom([]nodes.Discipline{nodes.FIFO, nodes.LIFO, nodes.Priority, nodes.Sharing}).Draw(t, "discipline")
	c.Cancel = rapid.Bool().Draw(t, "cancel")
	if rapid.Bool().Draw(t, "impatient") {
		c.MaxWait = sim.Exponential(20 * ms)
	}
	c.Routes[0].Disk = rapid.SampledFrom([]nodes.DiskUse{nodes.NoDisk, nodes.DiskWrite, nodes.DiskFsync}).Draw(t, "disk")
	c.Routes[0].Errors = rapid.SampledFrom([]float64{0, 0.2}).Draw(t, "errors")
	for _, n := range next {
		st := to(n)
		st.Timeout = time.Duration(rapid.IntRange(1, 60).Draw(t, "timeout")) * ms
		st.Repeat = rapid.IntRange(0, 2).Draw(t, "repeat")
		st.Optional = rapid.Bool().Draw(t, "optional")
		st.Chance = rapid.SampledFrom([]float64{0, 0.5}).Draw(t, "chance")
		if rapid.Bool().Draw(t, "parallel") {
			st = nodes.Step{Parallel: []nodes.Step{st, st}, Need: rapid.IntRange(0, 2).Draw(t, "need")}
		}
		c.Routes[0].Steps = append(c.Routes[0].Steps, st)
	}
	return c
}

// aFault draws a fault of a node that is undone in the end.
func aFault(t *rapid.T, x *env, n *nodes.Node) {
	verb := rapid.SampledFrom([]func() func(){
		func() func() { return n.Crash(false) },
		func() func() { return n.Crash(true) },
		n.Pause, n.Hang,
		func() func() { return n.Slow(5) },
		func() func() { return n.Gray(3) },
		func() func() { return n.Disk.Slow(10) },
		n.Disk.Fill,
	}).Draw(t, "verb")
	at := time.Duration(rapid.IntRange(0, 300).Draw(t, "at")) * ms
	d := time.Duration(rapid.IntRange(0, 100).Draw(t, "for")) * ms
	x.at(at, func() { x.at(at+d, verb()) })
}

// Whatever happens to the nodes of a chain: every request ends once, nobody
// serves or queues more than allowed, and when all is over nothing is left.
func TestNothingIsLostOrLeftBehind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := newEnv(t, rapid.Uint64().Draw(t, "seed"), net.LinkConfig{
			Latency:   sim.Exponential(ms),
			Loss:      rapid.SampledFrom([]float64{0, 0.1}).Draw(t, "loss"),
			Duplicate: rapid.SampledFrom([]float64{0, 0.1}).Draw(t, "duplicate"),
			Transport: rapid.SampledFrom([]net.Transport{net.Stream, net.Datagram}).Draw(t, "transport"),
		})
		var chain []*nodes.Node
		services := make(map[*nodes.Node]*nodes.Service)
		limits := make(map[*nodes.Node]nodes.ServiceConfig)
		for _, name := range []string{"back", "middle", "front"} {
			c := aService(t, chain)
			var inbound func(nodes.Handler) nodes.Handler
			if rapid.Bool().Draw(t, "wrapped") {
				inbound = func(h nodes.Handler) nodes.Handler { return h }
			}
			n := nodes.NewNode(x.n, name, func(n *nodes.Node) { services[n] = nodes.NewService(n, c, inbound, nil) })
			n.Disk = nodes.NewDisk(n.Owner(), nodes.DiskConfig{Write: sim.Constant(ms), Fsync: sim.Constant(3 * ms)})
			n.Boot()
			chain, limits[n] = append(chain, n), c
		}
		x.w.Attach(sim.SinkFunc(func(*sim.Fact) {
			for n, s := range services {
				c := limits[n]
				workers := c.Workers
				if c.Discipline == nodes.Sharing {
					workers = 0
				}
				if s.Busy() < 0 || s.Waiting() < 0 || workers > 0 && s.Busy() > workers || c.Queue >= 0 && s.Waiting() > c.Queue ||
					s.Waiting() > 0 && s.Busy() < workers {
					t.Fatalf("%s serves %d and has %d waiting at %v", n.Name(), s.Busy(), s.Waiting(), x.w.Now())
				}
			}
		}))
		front := chain[2]
		for range rapid.IntRange(1, 30).Draw(t, "calls") {
			at := time.Duration(rapid.IntRange(0, 300).Draw(t, "at")) * ms
			x.call(at, front, timeout(time.Duration(rapid.IntRange(1, 200).Draw(t, "timeout"))*ms))
		}
		for range rapid.IntRange(0, 5).Draw(t, "faults") {
			aFault(t, x, rapid.SampledFrom(chain).Draw(t, "victim"))
		}
		x.run(5 * time.Minute)
		for i, c := range x.calls {
			if !c.ended {
				t.Fatalf("call %d has not ended", i)
			}
		}
		for _, n := range chain {
			if n.Load() != 0 || n.Disk.Waiting() != 0 {
				t.Fatalf("%s still has %d requests, and its disk %d operations", n.Name(), n.Load(), n.Disk.Waiting())
			}
		}
	})
}
