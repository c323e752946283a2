package nodes_test

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// callers are the ways to begin a call that takes 10 ms: each with its last word
// when it is cancelled.
var callers = map[string]func(x *env, to *nodes.Node) nodes.Caller{
	"over the network": func(x *env, _ *nodes.Node) nodes.Caller { return nodes.NewCaller(x.n, x.client, true) },
	"watched twice": func(x *env, _ *nodes.Node) nodes.Caller {
		hidden := struct{ nodes.Caller }{nodes.NewCaller(x.n, x.client, true)}
		return nodes.Watched(nodes.Watched(hidden, new(under)), new(under))
	},
	"in a process": func(x *env, to *nodes.Node) nodes.Caller {
		bare := nodes.NewCaller(x.n, x.client, true)
		return nodes.Blocking(x.w.Owner("client"), func(p *sim.Proc, other net.ID, req *nodes.Request) (*nodes.Response, error) {
			return nodes.Call(p, bare, other, req)
		})
	},
	"in a process that recovers": func(x *env, to *nodes.Node) nodes.Caller {
		bare := nodes.NewCaller(x.n, x.client, true)
		return nodes.Blocking(x.w.Owner("client"), func(p *sim.Proc, other net.ID, req *nodes.Request) (*nodes.Response, error) {
			defer func() { _ = recover() }()
			return nodes.Call(p, bare, other, req)
		})
	},
}

// TestDoneHearsOnceAndNeverAfterACancel begins calls in every way, one after the other
// so that records are used again, and cancels some before their end.
func TestDoneHearsOnceAndNeverAfterACancel(t *testing.T) {
	for name, caller := range callers {
		t.Run(name, func(t *testing.T) {
			x := newEnv(t, 1, net.LinkConfig{})
			config := service(0, -1, 10*ms)
			config.Cancel = true
			node := x.node("node", config)
			c := caller(x, node)
			heard := make([]int, 60)
			for i := range heard {
				x.at(time.Duration(i)*5*ms, func() {
					req := &nodes.Request{Key: sim.Key(i + 1), Route: "work"}
					pending := c.Begin(node.ID(), req, nodes.DoneFunc(func(_ *nodes.Response, err error) {
						if err != nil {
							t.Errorf("call %d: %v", i, err)
						}
						heard[i]++
					}))
					if i%3 == 0 {
						x.w.After(4*ms, x.w.Owner("client"), sim.Func(pending.Cancel))
					}
				})
			}
			x.run(time.Second)
			for i, n := range heard {
				if want := min(1, i%3); n != want {
					t.Errorf("call %d was told %d times, want %d", i, n, want)
				}
			}
			if n := x.count(nodes.ServiceCancelled); n != 20 || x.w.Processes() != 0 || x.w.InFlight() != 0 {
				t.Errorf("%d were dropped, %d processes and %d things in flight are left", n, x.w.Processes(), x.w.InFlight())
			}
		})
	}
}

// TestACrashEndsACallWithoutAWord crashes a caller with a call under way, in every way.
func TestACrashEndsACallWithoutAWord(t *testing.T) {
	for name, caller := range callers {
		t.Run(name, func(t *testing.T) {
			x := newEnv(t, 1, net.LinkConfig{})
			node := x.node("node", service(0, -1, 10*ms))
			c := caller(x, node)
			x.at(0, func() {
				c.Begin(node.ID(), &nodes.Request{Key: 1, Route: "work"}, nodes.DoneFunc(func(*nodes.Response, error) {
					t.Error("a dead caller was told")
				}))
			})
			x.at(5*ms, func() {
				x.n.Refuse(x.client, true)
				x.w.Owner("client").Kill()
			})
			x.run(time.Second)
			if x.w.Processes() != 0 || x.w.InFlight() != 0 {
				t.Errorf("%d processes and %d things in flight are left", x.w.Processes(), x.w.InFlight())
			}
		})
	}
}

// TestWhoIsDroppedFromAQueueHearsWhenThatIsOver has a queue policy drop a request behind
// a pattern that at once sends another: the policy is not disturbed in its work.
func TestWhoIsDroppedFromAQueueHearsWhenThatIsOver(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	policy := &oneByOne{t: t}
	config := service(1, -1, 10*ms)
	config.Policy = policy
	n := wrapped(x, config, func(next nodes.Handler) nodes.Handler {
		return nodes.Blocking(x.w.Owner("node"), func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
			resp, err := nodes.Call(p, struct{ nodes.Caller }{next}, from, req)
			if err != nil {
				return nodes.Call(p, struct{ nodes.Caller }{next}, from, req)
			}
			return resp, err
		})
	})
	for range 3 {
		x.call(0, n, nil)
	}
	x.run(time.Second)
	if policy.dropped != 1 || x.count(sim.WorkWasted) != 0 {
		t.Errorf("%d were dropped", policy.dropped)
	}
	for _, c := range x.calls {
		if !c.ended || c.err != nil {
			t.Errorf("%v", c)
		}
	}
}

// oneByOne is a queue that drops the second request that it ever had.
type oneByOne struct {
	t       *testing.T
	busy    bool
	pushed  int
	dropped int
	list    []*nodes.Waiting
}

func (q *oneByOne) Push(_ sim.Time, w *nodes.Waiting) error {
	if q.busy {
		q.t.Error("a push within a push")
	}
	q.busy = true
	defer func() { q.busy = false }()
	if q.pushed++; q.pushed == 2 {
		q.dropped++
		w.Drop(nodes.ErrExpired)
		return nil
	}
	q.list = append(q.list, w)
	return nil
}

func (q *oneByOne) Pop(sim.Time) *nodes.Waiting {
	if len(q.list) == 0 {
		return nil
	}
	w := q.list[0]
	q.list = q.list[1:]
	return w
}

func (q *oneByOne) Remove(*nodes.Waiting) {}
