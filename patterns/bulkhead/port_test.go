package bulkhead

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

const ms = time.Millisecond

// A port is a client that calls a server, both nodes, on a network that takes no
// time. The server has as many workers as it wants, and works so long.
type port struct {
	tb             testing.TB
	world          *sim.World
	net            *net.Network
	client, server *nodes.Node
	service        *nodes.Service
	guards         []*guard
	most           int64 // the server worked on at once
}

func newPort(tb testing.TB, seed uint64, work time.Duration) *port {
	w := sim.New(sim.Config{Seed: seed})
	x := &port{tb: tb, world: w, net: net.New(w, func(net.ID, net.ID) net.LinkConfig { return net.LinkConfig{} })}
	x.client = nodes.NewNode(x.net, "client", nil)
	x.server = nodes.NewNode(x.net, "server", func(n *nodes.Node) {
		x.service = nodes.NewService(n, nodes.ServiceConfig{Queue: -1, Routes: []nodes.Route{
			{Name: "work", Work: sim.Constant(work)}, {Name: "slow", Work: sim.Constant(10 * work)},
		}}, nil, nil)
	})
	x.client.Boot()
	x.server.Boot()
	w.Attach(sim.SinkFunc(func(*sim.Fact) { x.most = max(x.most, x.service.Busy()) }))
	return x
}

// guard returns the client's way to the server, through a bulkhead.
func (x *port) guard(turn func(*Config)) nodes.Caller {
	return x.before(nodes.NewCaller(x.net, x.client.ID(), false), turn)
}

// before returns a bulkhead before next.
func (x *port) before(next nodes.Caller, turn func(*Config)) nodes.Caller {
	c := Default()
	turn(&c)
	if err := knob.Check(&c); err != nil {
		x.tb.Fatal(err)
	}
	site := patterns.Site{Owner: x.client.Owner(), Node: x.client, Net: x.net, Name: "wall", Peer: "server"}
	g := newGuard(site, c)
	x.guards = append(x.guards, g)
	return &gate{guard: g, next: next}
}

// run carries the world on to that time.
func (x *port) run(until time.Duration) {
	if err := x.world.Run(sim.Time(until)); err != nil {
		x.tb.Fatal(err)
	}
}

// in returns how many permits are out, and how many wait for one.
func (x *port) in() (use, waiting int) {
	for _, g := range x.guards {
		p := g.pools.Of(0, &nodes.Request{}) // the scope of all tests is everything
		use += p.InUse()
		waiting += p.Waiting()
	}
	return use, waiting
}

// call makes a call at a time, and returns how it ends.
func (x *port) call(at time.Duration, c nodes.Caller, timeout time.Duration) *ending {
	e := &ending{}
	x.world.At(sim.Time(at), x.client.Owner(), sim.Func(func() {
		e.proc = x.client.Go(func(p *sim.Proc) {
			_, e.err = nodes.Call(p, c, x.server.ID(), &nodes.Request{Key: sim.Key(at), Route: "work", Timeout: timeout})
			e.at = time.Duration(p.Now())
		})
	}))
	return e
}

type ending struct {
	proc *sim.Proc
	err  error
	at   time.Duration
}

func TestAPermitStandsForTheWorkOrForTheCaller(t *testing.T) {
	for _, c := range []struct {
		hold   string
		second error
	}{{"work", ErrFull}, {"caller", nil}} {
		x := newPort(t, 1, 100*ms)
		caller := x.guard(func(k *Config) { k.MaxConcurrent, k.Hold = 1, c.hold })
		first := x.call(0, caller, 50*ms)
		second := x.call(60*ms, caller, 0)
		third := x.call(200*ms, caller, 0)
		x.run(time.Second)
		if first.err != net.ErrTimeout || first.at != 50*ms || second.err != c.second || third.err != nil {
			t.Errorf("hold %s: %v at %v, %v, %v", c.hold, first.err, first.at, second.err, third.err)
		}
	}
}

func TestWaitingUsesUpTheCallersPatience(t *testing.T) {
	for _, hold := range []string{"work", "caller"} {
		x := newPort(t, 1, 100*ms)
		caller := x.guard(func(k *Config) { k.MaxConcurrent, k.Hold, k.MaxWait = 1, hold, 250*ms })
		var calls []*ending
		for _, timeout := range []time.Duration{0, 150 * ms, 150 * ms, 0} {
			calls = append(calls, x.call(0, caller, timeout))
		}
		x.run(time.Second)
		for i, want := range []ending{{at: 100 * ms}, {err: net.ErrTimeout, at: 150 * ms}, {err: ErrTimeout, at: 150 * ms}, {at: 300 * ms}} {
			if hold == "caller" && i == 3 {
				want.at = 250 * ms // the permit came back with the second's patience
			}
			if calls[i].err != want.err || calls[i].at != want.at {
				t.Errorf("hold %s, call %d: %v at %v, want %v at %v", hold, i+1, calls[i].err, calls[i].at, want.err, want.at)
			}
		}
	}
}

// TestEveryPermitComesBack lets callers give up, be killed and crash, and the
// server crash, while they wait, call and linger. Nothing may be left, and with
// permits for work the server never does more than it shall.
func TestEveryPermitComesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := newPort(t, 1, 10*ms)
		permits := rapid.IntRange(1, 3).Draw(rt, "permits")
		hold := rapid.SampledFrom([]string{"work", "caller"}).Draw(rt, "hold")
		caller := x.guard(func(c *Config) {
			c.MaxConcurrent, c.Hold = permits, hold
			if c.Mode = rapid.SampledFrom([]string{"semaphore", "pool"}).Draw(rt, "mode"); c.Mode == "pool" {
				c.Queue = rapid.IntRange(1, 5).Draw(rt, "places")
			}
			c.MaxWait = ms * time.Duration(rapid.IntRange(1, 30).Draw(rt, "max wait"))
			c.Fair = rapid.Bool().Draw(rt, "fair")
		})
		for range rapid.IntRange(1, 20).Draw(rt, "calls") {
			at := ms * time.Duration(rapid.IntRange(0, 60).Draw(rt, "at"))
			e := x.call(at, caller, ms*time.Duration(rapid.IntRange(0, 30).Draw(rt, "timeout")))
			if rapid.IntRange(0, 3).Draw(rt, "killed") == 0 {
				end := at + ms*time.Duration(rapid.IntRange(0, 20).Draw(rt, "after"))
				x.world.At(sim.Time(end), x.client.Owner(), sim.Func(func() { e.proc.Kill() }))
			}
		}
		if rapid.Bool().Draw(rt, "the server crashes") {
			x.world.At(sim.Time(ms*time.Duration(rapid.IntRange(1, 60).Draw(rt, "crash"))), x.world.Owner("fate"),
				sim.Func(func() { x.server.Crash(false)() }))
		}
		x.run(10 * time.Second)
		if use, waiting := x.in(); use != 0 || waiting != 0 || x.world.Processes() != 0 {
			rt.Fatalf("in use %d, waiting %d, processes %d", use, waiting, x.world.Processes())
		}
		if hold == "work" && x.most > int64(permits) {
			rt.Fatalf("the server worked on %d, and had %d permits", x.most, permits)
		}
	})
}

// TestAPermitForTheCallerLies is the twin of the law above: with permits that come
// back when the caller gives up, the server has more work than there are permits.
func TestAPermitForTheCallerLies(t *testing.T) {
	x := newPort(t, 1, 100*ms)
	caller := x.guard(func(k *Config) { k.MaxConcurrent, k.Hold = 2, "caller" })
	for at := range time.Duration(10) {
		x.call(at*20*ms, caller, 20*ms)
	}
	x.run(time.Second)
	if x.most <= 2 {
		t.Errorf("the server worked on %d at once", x.most)
	}
}
