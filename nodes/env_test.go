package nodes_test

import (
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// An env is a world with a network of nodes, a client that calls them, and all
// that happened.
type env struct {
	t      rapid.TB
	w      *sim.World
	n      *net.Network
	client net.ID
	facts  []sim.Fact
	calls  []*call
}

// newEnv returns an env whose limits are tight, so that timers and things in
// flight which are forgotten somewhere end the run.
func newEnv(t rapid.TB, seed uint64, link net.LinkConfig) *env {
	w := sim.New(sim.Config{Seed: seed, Limits: sim.Limits{InFlight: 300_000, Stall: 3_000_000}})
	x := &env{t: t, w: w, n: net.New(w, func(net.ID, net.ID) net.LinkConfig { return link })}
	x.client = x.n.Join("client")
	w.Attach(sim.SinkFunc(func(f *sim.Fact) { x.facts = append(x.facts, *f) }))
	return x
}

// node adds a node with a service, and boots it.
func (x *env) node(name string, c nodes.ServiceConfig) *nodes.Node {
	n := nodes.NewNode(x.n, name, func(n *nodes.Node) { nodes.NewService(n, c, nil, nil) })
	n.Boot()
	return n
}

// service returns the configuration of a service with one route, "work".
func service(workers, queue int64, work time.Duration, steps ...nodes.Step) nodes.ServiceConfig {
	return nodes.ServiceConfig{Workers: workers, Queue: queue, Routes: []nodes.Route{
		{Name: "work", Work: sim.Constant(work), Steps: steps},
	}}
}

// to returns a step that calls the route "work" of a node.
func to(n *nodes.Node) nodes.Step {
	return nodes.Step{Call: nodes.Dependency{
		Name: n.Name(), Route: "work",
		Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return n.ID() }),
	}}
}

// at has f called at that time, by nobody in particular.
func (x *env) at(d time.Duration, f func()) {
	x.w.At(sim.Time(d), x.w.Owner("script"), sim.Func(f))
}

// run carries the world on to that time.
func (x *env) run(until time.Duration) {
	x.t.Helper()
	if err := x.w.Run(sim.Time(until)); err != nil {
		x.t.Fatal(err)
	}
}

// A call is one that the client made.
type call struct {
	nodes.Request
	to    *nodes.Node
	ended bool
	at    time.Duration // when it ended
	resp  *nodes.Response
	err   error
}

// String tells when and how the call ended, as in "ok@5ms".
func (c *call) String() string {
	if !c.ended {
		return "open"
	}
	text := nodes.OutcomeOf(c.err).String()
	if c.err == nil && c.resp != nil && c.resp.Degraded {
		text = "degraded"
	}
	return text + "@" + c.at.String()
}

// call has the client call the route "work" of a node at that time; change may
// be nil. Each call has an identity of its own.
func (x *env) call(d time.Duration, to *nodes.Node, change func(*nodes.Request)) *call {
	c := &call{to: to}
	c.Key = sim.Key(len(x.calls) + 1).Mix(0)
	c.Root, c.Route, c.Born = c.Key, "work", sim.Time(d)
	c.Load = x.w.Owner("client")
	if change != nil {
		change(&c.Request)
	}
	x.calls = append(x.calls, c)
	caller := nodes.NewCaller(x.n, x.client, true)
	x.at(d, func() {
		x.w.Go(x.w.Owner("client"), func(p *sim.Proc) {
			c.resp, c.err = nodes.Call(p, caller, to.ID(), &c.Request)
			if c.ended {
				x.t.Fatalf("call %d ended twice", c.Key)
			}
			c.ended, c.at = true, time.Duration(p.Now())
		})
	})
	return c
}

// timeout has the caller wait no longer than d.
func timeout(d time.Duration) func(*nodes.Request) {
	return func(r *nodes.Request) { r.Timeout = d }
}

// count returns how many facts of the kind there were.
func (x *env) count(kind *sim.Kind) int { return len(x.of(kind)) }

// of returns the facts of the kind.
func (x *env) of(kind *sim.Kind) []sim.Fact {
	var all []sim.Fact
	for _, f := range x.facts {
		if f.Kind == kind {
			all = append(all, f)
		}
	}
	return all
}
