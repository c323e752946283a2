package nodes_test

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// under counts the attempts that are under way, and those that ended well.
type under struct{ way, most, well, badly int }

func (u *under) Sent(net.ID, sim.Key) { u.way++; u.most = max(u.most, u.way) }

func (u *under) Ended(_ net.ID, _ sim.Key, err error) {
	u.way--
	if err == nil {
		u.well++
	} else {
		u.badly++
	}
}

// TestEveryAttemptIsWatchedToItsEnd watches a load and a service, with and
// without a pattern around the calls.
func TestEveryAttemptIsWatchedToItsEnd(t *testing.T) {
	for _, wrap := range []bool{false, true} {
		w := sim.New(sim.Config{Seed: 1})
		n := net.New(w, nil)
		seen := map[string]*under{"leaf": {}, "front": {}}
		outbound := func(d nodes.Dependency, c nodes.Caller) (nodes.Caller, nodes.Picker) {
			bare := c
			if c = nodes.Watched(c, seen[d.Name]); c != bare {
				t.Error("to be watched, the innermost caller became another")
			}
			if wrap {
				return struct{ nodes.Caller }{c}, nil
			}
			return c, nil
		}
		leaf := nodes.NewNode(n, "leaf", func(m *nodes.Node) {
			nodes.NewService(m, nodes.ServiceConfig{Queue: -1, Routes: []nodes.Route{{Name: "r", Work: sim.Exponential(20 * time.Millisecond)}}}, nil, nil)
		})
		to := func(name string, id net.ID) nodes.Dependency {
			return nodes.Dependency{Name: name, Route: "r", Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return id })}
		}
		front := nodes.NewNode(n, "front", func(m *nodes.Node) {
			nodes.NewService(m, nodes.ServiceConfig{Queue: -1, Routes: []nodes.Route{{
				Name: "r", Steps: []nodes.Step{{Call: to("leaf", leaf.ID()), Timeout: 50 * time.Millisecond}},
			}}}, nil, outbound)
		})
		leaf.Boot()
		front.Boot()
		arrivals, err := nodes.NewArrivals(w, 1, nodes.ArrivalsConfig{Rate: 500, Until: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		nodes.NewLoad(n, "users", nodes.LoadConfig{
			Targets: []nodes.Target{{Dependency: to("front", front.ID()), Weight: 1}}, Arrivals: arrivals,
		}, outbound).Start()
		if err := w.Run(sim.Time(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		w.Close()
		for name, u := range seen {
			if u.way != 0 || u.most < 2 || u.well < 300 || u.badly < 10 {
				t.Errorf("wrapped %v, to %s: %+v", wrap, name, *u)
			}
		}
	}
}

func TestUntriedInstancesComeFirst(t *testing.T) {
	all := []net.ID{4, 5, 6}
	for _, c := range []struct {
		tried []net.ID
		want  int
	}{{nil, 3}, {all[:1], 2}, {all[:2], 1}, {all, 3}} {
		if got := (&nodes.Request{Tried: c.tried}).Untried(all); len(got) != c.want {
			t.Errorf("after %v there are %v", c.tried, got)
		}
	}
	if child := (&nodes.Request{Tried: all}).Child(1, "r", 1); child.Tried != nil {
		t.Error("what was tried above is held against a child")
	}
}
