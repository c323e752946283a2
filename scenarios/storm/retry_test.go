package storm_test

import (
	"context"
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/retry"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// stubborn is a user's own retry policy: it tries again until somebody answers.
func stubborn(o *sim.Owner, next nodes.Caller) nodes.Caller {
	return nodes.Blocking(o, func(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
		for n := 1; ; n++ {
			resp, err := nodes.Call(p, next, to, req.Attempt(n))
			if err == nil || n == 50 {
				return resp, err
			}
			p.Sleep(10 * time.Millisecond)
		}
	})
}

// builtIn is the pattern with its defaults: three attempts, exponential backoff.
func builtIn(w *sim.World, n *net.Network, pick nodes.Picker) func(nodes.Caller) nodes.Caller {
	c := retry.Default()
	return retry.Pattern.Build(patterns.Site{Owner: w.Owner("users"), Net: n, Name: "retry", Peer: "api", Pick: pick}, &c).Outbound
}

// retried returns the world of a service and its users, who retry.
func retried(own bool) func(uint64) (*scenarios.World, error) {
	return func(seed uint64) (*scenarios.World, error) {
		w := sim.New(sim.Config{Seed: seed})
		n := net.New(w, nil)
		api := nodes.NewNode(n, "api", func(m *nodes.Node) {
			nodes.NewService(m, nodes.ServiceConfig{Group: "api", Queue: -1, Routes: []nodes.Route{{Name: "get", Work: sim.Exponential(time.Millisecond)}}}, nil, nil)
		})
		to := nodes.Dependency{Name: "api", Route: "get", Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return api.ID() })}
		policy := builtIn(w, n, to.Pick)
		if own {
			policy = func(next nodes.Caller) nodes.Caller { return stubborn(w.Owner("users"), next) }
		}
		users := nodes.NewLoad(n, "users", nodes.LoadConfig{
			Targets: []nodes.Target{{Dependency: to, Weight: 1}}, Timeout: 200 * time.Millisecond, Users: 5, Think: sim.Exponential(50 * time.Millisecond),
		}, func(_ nodes.Dependency, c nodes.Caller) (nodes.Caller, nodes.Picker) { return policy(c), nil })
		world := world.Adopt(n, 5*time.Second, api)
		api.Boot()
		users.Start()
		return world, nil
	}
}

// A user's own retry policy and the built-in one meet the same storms.
func ExamplePlan() {
	for _, own := range []bool{true, false} {
		report, err := storm.Hunt(context.Background(), storm.Plan{
			World:      retried(own),
			Properties: []storm.Property{storm.AtMost(3, sim.AttemptSent, storm.ByExtra), storm.Sometimes(sim.RequestFailed)},
			Policy:     storm.Policy{Kinds: []string{"crash", "hang", "partition"}},
		})
		switch {
		case err != nil:
			fmt.Println(err)
		case report.Failure != nil:
			fmt.Println("own policy:", len(report.Failure.Storm), "fault makes more than three attempts of a request")
		default:
			fmt.Println("built-in:", report.Runs, "storms, and never more")
		}
	}
	// Output:
	// own policy: 1 fault makes more than three attempts of a request
	// built-in: 100 storms, and never more
}
