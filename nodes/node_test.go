package nodes_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

func TestACrashTakesProcessesAndMemory(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	var begun, unwound, went int
	n := nodes.NewNode(x.n, "node", func(n *nodes.Node) {
		n.Go(func(p *sim.Proc) {
			begun++
			defer func() { unwound++ }()
			p.Sleep(time.Second)
			went++
		})
	})
	n.Boot()
	x.at(100*ms, func() {
		undo := n.Crash(false)
		if n.Up() || unwound != 1 {
			t.Errorf("after the crash the node is up: %v, and %d of 1 processes are unwound", n.Up(), unwound)
		}
		x.at(5*time.Second, undo)
	})
	x.run(10 * time.Second)
	if begun != 2 || went != 1 || !n.Up() {
		t.Errorf("%d processes began and %d came to their end, want 2 and 1", begun, went)
	}
	if b, c := x.count(nodes.NodeBooted), x.count(nodes.NodeCrashed); b != 2 || c != 1 {
		t.Errorf("the trace tells of %d boots and %d crashes, want 2 and 1", b, c)
	}
}

func TestACrashKeepsWhatWasSynced(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	var found []string
	n := nodes.NewNode(x.n, "node", func(n *nodes.Node) {
		found = append(found, string(n.Disk.Read("log")))
		n.Go(func(p *sim.Proc) {
			n.Disk.Append(p, "log", fmt.Append(nil, len(found)))
			n.Disk.Sync(p, "log")
			n.Disk.Append(p, "log", []byte("never synced"))
			n.Disk.Sync(p, "log")
		})
	})
	n.Disk = nodes.NewDisk(n.Owner(), slowDisk())
	n.Boot()
	for _, at := range []time.Duration{13 * ms, 76 * ms, 139 * ms} { // amid the second write of each boot
		x.at(at, func() { x.at(at+50*ms, n.Crash(true)) })
	}
	x.run(time.Second)
	if got, want := fmt.Sprint(found), "[ 1 12 123]"; got != want {
		t.Errorf("the boots found %s on the disk, want %s", got, want)
	}
}

func TestANodeThatCrashedTwiceNeedsTwoRestarts(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	n := x.node("node", service(1, 0, 10*ms))
	x.at(100*ms, func() { x.at(300*ms, n.Crash(false)) })
	x.at(200*ms, func() { x.at(400*ms, n.Crash(false)) })
	for i := range 5 {
		x.call(time.Duration(50+100*i)*ms, n, nil)
	}
	x.run(time.Second)
	got := fmt.Sprint(x.calls)
	if want := "[ok@60ms failed@150ms failed@250ms failed@350ms ok@460ms]"; got != want {
		t.Errorf("calls: %s, want %s", got, want)
	}
	if c, b := x.count(nodes.NodeCrashed), x.count(nodes.NodeBooted); c != 1 || b != 2 {
		t.Errorf("%d crashes and %d boots, want 1 and 2", c, b)
	}
}

func TestACrashIsToldUnlessPowerIsLost(t *testing.T) {
	for _, c := range []struct {
		name  string
		power bool
		want  string
	}{
		{"the machine of a dead process tells its callers", false, "[failed@50ms failed@60ms]"},
		{"nobody tells of a dead machine", true, "[timed-out@310ms timed-out@360ms]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newEnv(t, 1, net.LinkConfig{})
			n := x.node("node", service(1, 0, 100*ms))
			x.call(10*ms, n, timeout(300*ms))
			x.at(50*ms, func() { n.Crash(c.power) })
			x.call(60*ms, n, timeout(300*ms))
			x.run(time.Second)
			if got := fmt.Sprint(x.calls); got != c.want {
				t.Errorf("calls: %s, want %s", got, c.want)
			}
		})
	}
}

// A crash at any time leaves nothing behind: once the network has given up, after
// a minute, no timer of the node goes off any more, and no fact tells of it.
func TestACrashLeaksNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := newEnv(t, rapid.Uint64().Draw(t, "seed"), net.LinkConfig{Latency: sim.Constant(ms)})
		back := x.node("back", service(0, 0, time.Hour))
		long := rapid.SampledFrom([]time.Duration{0, 30 * ms, 5 * time.Minute})
		c := service(int64(rapid.IntRange(0, 3).Draw(t, "workers")), int64(rapid.IntRange(0, 5).Draw(t, "queue")), long.Draw(t, "work"))
		c.Cancel = rapid.Bool().Draw(t, "cancel")
		c.MaxWait = sim.Constant(5 * time.Minute)
		c.Routes[0].Disk = rapid.SampledFrom([]nodes.DiskUse{nodes.NoDisk, nodes.DiskWrite, nodes.DiskFsync}).Draw(t, "disk")
		if rapid.Bool().Draw(t, "calls") {
			st := to(back)
			st.Timeout = 10 * time.Minute
			c.Routes[0].Steps = []nodes.Step{{Parallel: []nodes.Step{st, st}}}
		}
		var inbound func(nodes.Handler) nodes.Handler
		if rapid.Bool().Draw(t, "wrapped") {
			inbound = func(h nodes.Handler) nodes.Handler { return h }
		}
		n := nodes.NewNode(x.n, "node", func(n *nodes.Node) {
			nodes.NewService(n, c, inbound, nil)
			n.Go(func(p *sim.Proc) {
				for {
					n.Work(p, 7*time.Minute)
				}
			})
		})
		n.Disk = nodes.NewDisk(n.Owner(), nodes.DiskConfig{Write: sim.Constant(long.Draw(t, "write")), Fsync: sim.Constant(5 * time.Minute)})
		n.Boot()
		for range rapid.IntRange(0, 12).Draw(t, "calls made") {
			at := time.Duration(rapid.IntRange(0, 200).Draw(t, "at")) * ms
			x.call(at, n, timeout(time.Duration(rapid.IntRange(1, 300).Draw(t, "timeout"))*ms))
		}
		x.at(time.Duration(rapid.IntRange(0, 200).Draw(t, "crash"))*ms, func() { n.Crash(rapid.Bool().Draw(t, "power")) })
		x.run(2 * time.Minute)
		before, told := n.Owner().Events(), len(x.facts)
		x.run(time.Hour / 2)
		if after := n.Owner().Events(); after != before {
			t.Fatalf("%d events of a dead node", after-before)
		}
		for _, f := range x.facts[told:] {
			if f.Owner == n.Owner() {
				t.Fatalf("the dead node says %v at %v", f.Kind, f.At)
			}
		}
		if n.Load() != 0 || n.Disk.Waiting() != 0 {
			t.Fatalf("a dead node serves %d requests, and its disk does %d things", n.Load(), n.Disk.Waiting())
		}
	})
}

func TestAPauseHoldsEverythingBackInItsOrder(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	n := x.node("node", service(0, 0, 10*ms))
	var order []string
	n.Go(func(p *sim.Proc) {
		p.Sleep(150 * ms)
		order = append(order, fmt.Sprint("timer@", p.Now()))
	})
	x.at(100*ms, func() { x.at(300*ms, n.Pause()) })
	x.at(200*ms, func() { x.at(400*ms, n.Pause()) })
	for i := range 3 {
		at := time.Duration(95+50*i) * ms
		c := x.call(at, n, nil)
		x.at(410*ms+1, func() { order = append(order, fmt.Sprint(i, ":", c)) })
	}
	x.run(time.Second)
	if got, want := fmt.Sprint(order), "[timer@400ms 0:ok@405ms 1:ok@410ms 2:ok@410ms]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if p, r := x.count(nodes.NodePaused), x.count(nodes.NodeResumed); p != 2 || r != 2 {
		t.Errorf("%d pauses and %d ends of pauses, want 2 and 2", p, r)
	}
}

func TestWhatIsSlowAndWhatIsNot(t *testing.T) {
	health := func(r *nodes.Request) { r.Route = "health" }
	for _, c := range []struct {
		name string
		play func(x *env, n *nodes.Node)
		want string // work, health
	}{
		{"all is well without faults", func(x *env, n *nodes.Node) {}, "[ok@110ms ok@101ms]"},
		{"a slow node is slow on all routes", func(x *env, n *nodes.Node) { n.Slow(10) }, "[ok@200ms ok@110ms]"},
		{"a gray failure is slow on all routes", func(x *env, n *nodes.Node) { n.Gray(10) }, "[ok@200ms ok@110ms]"},
		{"but not on those that it spares", func(x *env, n *nodes.Node) { n.Gray(10, "health") }, "[ok@200ms ok@101ms]"},
		{"two gray failures multiply", func(x *env, n *nodes.Node) { n.Gray(10, "health"); n.Gray(2) }, "[ok@300ms ok@102ms]"},
		{"one beyond all bounds never lets the work end", func(x *env, n *nodes.Node) { n.Gray(1e30, "health") }, "[open ok@101ms]"},
		{"an undone one does not", func(x *env, n *nodes.Node) { n.Gray(10)() }, "[ok@110ms ok@101ms]"},
		{"a gray failure does not touch the work under way", func(x *env, n *nodes.Node) {
			x.at(100*ms+1, func() { n.Gray(10) })
		}, "[ok@110ms ok@101ms]"},
		{"a slow-down does", func(x *env, n *nodes.Node) {
			x.at(105*ms, func() { n.Slow(10) })
		}, "[ok@155ms ok@101ms]"},
		{"a hung node does nothing until it is let go", func(x *env, n *nodes.Node) {
			x.at(105*ms, n.Hang())
		}, "[ok@115ms ok@106ms]"},
		{"a route that fails does so alone", func(x *env, n *nodes.Node) { n.Fail("work", 1) }, "[failed@110ms ok@101ms]"},
		{"a node that fails does so on all routes", func(x *env, n *nodes.Node) { n.Fail("", 1) }, "[failed@110ms failed@101ms]"},
		{"an undone failure fails nothing", func(x *env, n *nodes.Node) { n.Fail("", 1)() }, "[ok@110ms ok@101ms]"},
		{"faults outlive a crash", func(x *env, n *nodes.Node) { n.Gray(10); n.Fail("work", 1); n.Slow(2); n.Crash(true)() }, "[failed@300ms ok@120ms]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newEnv(t, 1, net.LinkConfig{})
			s := service(0, 0, 10*ms)
			s.Routes = append(s.Routes, nodes.Route{Name: "health", Work: sim.Constant(ms)})
			n := x.node("node", s)
			c.play(x, n)
			x.call(100*ms, n, nil)
			x.call(100*ms, n, health)
			x.run(time.Second)
			if got := fmt.Sprint(x.calls); got != c.want {
				t.Errorf("calls: %s, want %s", got, c.want)
			}
		})
	}
}

func TestAKilledProcessWorksNoMore(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	s := service(1, 0, 10*ms)
	s.Discipline = nodes.Sharing
	n := x.node("node", s)
	worker := n.Go(func(p *sim.Proc) { n.Work(p, time.Hour) })
	x.call(0, n, nil)
	x.at(10*ms, worker.Kill)
	x.run(time.Second)
	if got := x.calls[0].String(); got != "ok@15ms" {
		t.Errorf("the call beside it came to %s", got)
	}
}

// TestWhatFailsAlwaysDoesSoForEachCause has three causes of failures at every attempt, of
// one of which the caller is told, and one that is over.
func TestWhatFailsAlwaysDoesSoForEachCause(t *testing.T) {
	const calls = 20_000
	x := newEnv(t, 1, net.LinkConfig{})
	s := service(0, 0, ms)
	s.Routes[0].Permanent = nodes.Permanent{Share: 0.1}
	n := x.node("node", s)
	n.FailAlways("", nodes.Permanent{Share: 0.2, Told: true})
	n.FailAlways("work", nodes.Permanent{Share: 0.3})
	n.FailAlways("other", nodes.Permanent{Share: 1})
	n.FailAlways("work", nodes.Permanent{Share: 1})()
	for i := range calls {
		x.call(time.Duration(i)*ms, n, func(r *nodes.Request) { r.Once = r.Key })
	}
	x.run(time.Minute)
	failed, told := 0.0, 0.0
	for _, c := range x.calls {
		if c.err != nil {
			failed++
		}
		if errors.Is(c.err, nodes.ErrPermanent) {
			told++
		}
	}
	for _, of := range []struct{ got, want float64 }{{failed, 1 - 0.9*0.8*0.7}, {told, 0.9 * 0.2}} {
		if got := of.got / calls; math.Abs(got-of.want) > 4*math.Sqrt(of.want*(1-of.want)/calls) {
			t.Errorf("%.3f of the calls, want %.3f", got, of.want)
		}
	}
}

func TestFailuresWithSeveralCausesAreIndependent(t *testing.T) {
	const calls, want = 20_000, 1 - 0.9*0.8*0.7
	x := newEnv(t, 1, net.LinkConfig{})
	s := service(0, 0, ms)
	s.Routes[0].Errors = 0.1
	n := x.node("node", s)
	n.Fail("", 0.2)
	n.Fail("work", 0.3)
	n.Fail("other", 1)
	for i := range calls {
		x.call(time.Duration(i)*ms, n, nil)
	}
	x.run(time.Minute)
	failed := 0.0
	for _, c := range x.calls {
		if c.err != nil {
			failed++
		}
	}
	if got := failed / calls; math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/calls) {
		t.Errorf("%.3f of the calls fail, want %.3f", got, want)
	}
}
