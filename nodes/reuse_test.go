package nodes_test

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// load adds a load of constant arrivals, one each millisecond, on the route
// "work" of a node, which is told who gives up if it heeds that.
func (x *env) load(n *nodes.Node, timeout time.Duration, heeds bool) {
	arrivals, err := nodes.NewArrivals(x.w, 1, nodes.ArrivalsConfig{Process: "constant", Rate: 1000, Until: time.Second})
	if err != nil {
		x.t.Fatal(err)
	}
	d := to(n).Call
	d.Heeds = heeds
	c := nodes.LoadConfig{Targets: []nodes.Target{{Dependency: d, Weight: 1}}, Timeout: timeout, Arrivals: arrivals}
	nodes.NewLoad(x.n, "load", c, nil).Start()
}

// A request that is used again too early lends its identity to the work that is
// still done for it, and so appears twice.
func TestWorkGoesOnForTheRequestItBeganFor(t *testing.T) {
	for _, c := range []struct {
		name    string
		link    net.LinkConfig
		timeout time.Duration
		steps   bool
		inside  bool
	}{
		{"when its caller gives up", net.LinkConfig{}, 10 * ms, false, false},
		{"when its caller gives up on a process", net.LinkConfig{}, 10 * ms, true, false},
		{"when its duplicate was answered", net.LinkConfig{Latency: sim.Exponential(10 * ms), Duplicate: 0.5, Transport: net.Datagram}, 0, false, false},
		{"when the network repeats it late", net.LinkConfig{Latency: sim.Exponential(10 * ms), Loss: 0.3}, 250 * ms, false, false},
		{"behind a pattern, when its caller gives up", net.LinkConfig{}, 10 * ms, true, true},
		{"behind a pattern, when its duplicate was answered", net.LinkConfig{Latency: sim.Exponential(10 * ms), Duplicate: 0.5, Transport: net.Datagram}, 0, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newEnv(t, 1, c.link)
			config := service(0, 0, 0)
			if c.steps {
				config = service(0, 0, 0, to(x.node("other", service(0, 0, ms))))
			}
			config.Routes[0].Work = sim.Exponential(10 * ms)
			pattern := func(next nodes.Handler) nodes.Handler { return nil }
			if c.inside {
				config.Workers = 20 // so that some wait, and some do not
				pattern = func(next nodes.Handler) nodes.Handler { return handler(next.Begin) }
			}
			x.load(wrapped(x, config, pattern), c.timeout, false)
			x.run(time.Minute)
			born, wasted := make(map[sim.Key]sim.Time), make(map[sim.Key]bool)
			for _, f := range x.of(sim.RequestStarted) {
				born[f.Key] = f.At
			}
			for _, f := range x.of(sim.WorkWasted) {
				if f.Owner.Name() == "other" {
					continue // what it was called for is another request
				}
				if wasted[f.Key] {
					t.Fatalf("the work for request %016x was wasted twice", f.Key)
				}
				if at, ok := born[f.Key]; !ok || at != sim.Time(f.Extra) {
					t.Fatalf("work was wasted on request %016x of %v: it began at %v", f.Key, sim.Time(f.Extra), at)
				}
				wasted[f.Key] = true
			}
			if len(born) != 999 || len(wasted) < 10 {
				t.Errorf("%d requests began, and the work of %d was wasted: nothing was tested", len(born), len(wasted))
			}
		})
	}
}

// stubborn is a pattern that goes on with a copy of each request when its caller is gone.
func stubborn(next nodes.Handler) nodes.Handler {
	return handler(func(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
		var gone bool
		next.Begin(from, req.Copy(), nodes.DoneFunc(func(resp *nodes.Response, err error) {
			if !gone {
				done.Ended(resp, err)
			}
		}))
		return cancelled(func() { gone = true })
	})
}

type cancelled func()

func (f cancelled) Cancel() { f() }

// TestWorkOfWhoGoesOnIsWastedWhateverCallFollows has calls use the memory of others for
// which there is still work.
func TestWorkOfWhoGoesOnIsWastedWhateverCallFollows(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	config := service(0, 0, 105*ms)
	config.Cancel = true
	x.load(wrapped(x, config, stubborn), 10*ms, true)
	x.run(time.Minute)
	if served, wasted := len(x.of(sim.RequestStarted)), len(x.of(sim.WorkWasted)); served != 999 || wasted != served {
		t.Errorf("%d callers gave up, and the work for %d of them was wasted", served, wasted)
	}
}

func TestAHandlerMayKeepItsRequests(t *testing.T) {
	var kept []*nodes.Request
	config := service(0, 0, ms)
	config.Routes[0].Do = nodes.Func(func(_ *sim.Proc, _ net.ID, r *nodes.Request) (*nodes.Response, error) {
		kept = append(kept, r)
		return nil, nil
	})
	x := newEnv(t, 1, net.LinkConfig{})
	x.load(x.node("node", config), 0, false)
	x.run(2 * time.Second)
	started := x.of(sim.RequestStarted)
	for i, f := range started {
		if kept[i].Key != f.Key {
			t.Fatalf("request %d was %016x, and is now %016x", i, f.Key, kept[i].Key)
		}
	}
}
