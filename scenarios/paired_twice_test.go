package scenarios

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// twice sends every call a second time when the first has ended, whatever came
// of it, and returns what the first did.
func twice(o *sim.Owner, next nodes.Caller) nodes.Caller {
	return nodes.Blocking(o, func(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
		resp, err := nodes.Call(p, next, to, req.Attempt(1))
		_, _ = nodes.Call(p, next, to, req.Attempt(2))
		return resp, err
	})
}

// thrice sends every call three times at once, and returns what comes first.
func thrice(o *sim.Owner, next nodes.Caller) nodes.Caller {
	return nodes.Blocking(o, func(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
		var resp *nodes.Response
		err, ended := error(nil), false
		for n := 3; n >= 1; n-- {
			p.World().Go(p.Owner(), func(p2 *sim.Proc) {
				r, e := nodes.Call(p2, next, to, req.Attempt(n))
				if !ended {
					resp, err, ended = r, e, true
				}
				p.Wake()
			})
		}
		for !ended {
			p.Park()
		}
		return resp, err
	})
}

// chain runs users, a front and a leaf behind it over links that lose messages,
// with the calls of users and front wrapped, and returns all facts.
func chain(t *testing.T, link net.LinkConfig, wrap func(*sim.Owner, nodes.Caller) nodes.Caller) (all []sim.Fact) {
	t.Helper()
	w := sim.New(sim.Config{Seed: 11})
	defer w.Close()
	w.Attach(sim.SinkFunc(func(f *sim.Fact) { all = append(all, *f) }))
	link.Latency, link.Loss = sim.Exponential(5*time.Millisecond), max(link.Loss, 0.05)
	n := net.New(w, func(_, _ net.ID) net.LinkConfig { return link })
	outbound := func(of string) nodes.Outbound {
		return func(_ nodes.Dependency, c nodes.Caller) (nodes.Caller, nodes.Picker) {
			if wrap == nil {
				return c, nil
			}
			return wrap(w.Owner(of), c), nil
		}
	}
	to := func(id net.ID, name, route string) nodes.Dependency {
		return nodes.Dependency{Name: name, Route: route, Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return id })}
	}
	leaf := nodes.NewNode(n, "leaf", func(m *nodes.Node) {
		nodes.NewService(m, nodes.ServiceConfig{Routes: []nodes.Route{{Name: "read", Work: sim.Exponential(20 * time.Millisecond), Errors: 0.1}}}, nil, nil)
	})
	front := nodes.NewNode(n, "front", func(m *nodes.Node) {
		nodes.NewService(m, nodes.ServiceConfig{Routes: []nodes.Route{{
			Name: "get", Work: sim.Exponential(3 * time.Millisecond),
			Steps: []nodes.Step{{Call: to(leaf.ID(), "leaf", "read"), Timeout: 400 * time.Millisecond}},
		}}}, nil, outbound("front"))
	})
	leaf.Boot()
	front.Boot()
	arrivals, err := nodes.NewArrivals(w, w.Owner("users").Key(), nodes.ArrivalsConfig{Rate: 100, Until: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	nodes.NewLoad(n, "users", nodes.LoadConfig{
		Targets:  []nodes.Target{{Dependency: to(front.ID(), "front", "get"), Weight: 1}},
		Arrivals: arrivals, Timeout: 3 * time.Second,
	}, outbound("users")).Start()
	if err := w.Run(sim.Time(40 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestAPatternThatCallsMoreDisturbsNoOthersLuck wraps every call in one that
// makes two or three of it. The first attempt must meet the same work and the
// same fate on the links as without.
func TestAPatternThatCallsMoreDisturbsNoOthersLuck(t *testing.T) {
	for name, wrap := range map[string]func(*sim.Owner, nodes.Caller) nodes.Caller{"one after the other": twice, "at once": thrice} {
		for kind, link := range map[string]net.LinkConfig{
			"stream":            {},
			"datagram":          {Transport: net.Datagram},
			"unruly datagram":   {Transport: net.Datagram, Duplicate: 0.1, Reorder: 0.1, ReorderBy: sim.Exponential(10 * time.Millisecond)},
			"stream that loses": {Loss: 0.3},
		} {
			t.Run(name+" over a "+kind, func(t *testing.T) {
				plainFates, plainWorks := luck(chain(t, link, nil), "leaf")
				moreFates, moreWorks := luck(chain(t, link, wrap), "leaf")
				sameLuck(t, "the work", plainWorks, moreWorks, 1500)
				sameLuck(t, "the fate", plainFates, moreFates, 6000)
				if len(moreFates) < len(plainFates)*3/2 {
					t.Errorf("%d messages are not many more than %d", len(moreFates), len(plainFates))
				}
			})
		}
	}
}

// TestStrangersDoNotDisturbEachOther adds a node, a load of its own and a fault
// of it to a scenario, and finds everything about the others unchanged.
func TestStrangersDoNotDisturbEachOther(t *testing.T) {
	alone := lossy(`"leaf.read"`, "")
	crowded := alone + `
[nodes.stranger]
workers = 1
routes.serve = { work = "exp 9ms" }
[loads.strangers]
to = "stranger.serve"
rate = "90/s"
timeout = "100ms"
[[faults]]
kind = "crash"
node = "stranger"
between = "exp 2s"
for = "exp 1s"
`
	var known []sim.Fact
	strange := 0
	for _, f := range facts(t, loaded(t, crowded), "", 9) {
		switch f.Owner.Name() {
		case "users", "front", "leaf", "other":
			known = append(known, f)
		default:
			strange++
		}
	}
	if strange < 1000 {
		t.Errorf("strangers did only %d things", strange)
	}
	sameFacts(t, facts(t, loaded(t, alone), "", 9), known)
}
