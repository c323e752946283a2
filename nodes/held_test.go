package nodes_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// counting returns a node whose service counts its requests: it reads the count,
// does its work, and writes one more.
func counting(x *env, c nodes.ServiceConfig, held bool, count *int) *nodes.Node {
	return wrapped(x, c, func(next nodes.Handler) nodes.Handler {
		return nodes.Blocking(x.w.Owner("node"), func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
			one := func(_ *sim.Proc, req *nodes.Request, work nodes.Work) (*nodes.Response, error) {
				was := *count
				resp, err := work(req)
				if err == nil {
					*count = was + 1
				}
				return resp, err
			}
			if !held {
				return one(p, req, func(req *nodes.Request) (*nodes.Response, error) { return nodes.Call(p, next, from, req) })
			}
			return nodes.Call(p, next, from, req.Held(one))
		})
	})
}

// wrapped adds a node with a service behind a pattern.
func wrapped(x *env, c nodes.ServiceConfig, inbound func(nodes.Handler) nodes.Handler) *nodes.Node {
	n := nodes.NewNode(x.n, "node", func(n *nodes.Node) { nodes.NewService(n, c, inbound, nil) })
	n.Boot()
	return n
}

// TestOneWorkerCountsRight: whatever comes when, nothing comes between what a
// single worker reads and writes. Who reads before the queue, or has two workers,
// loses count.
func TestOneWorkerCountsRight(t *testing.T) {
	lost := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.SliceOfN(rapid.Int64Range(0, 60), 1, 12).Draw(t, "at")
		for _, c := range []struct {
			name    string
			workers int64
			held    bool
		}{{"held", 1, true}, {"before the queue", 1, false}, {"two workers", 2, true}} {
			x, count := newEnv(t, 1, net.LinkConfig{}), 0
			n := counting(x, service(c.workers, -1, 5*ms), c.held, &count)
			for _, when := range at {
				x.call(time.Duration(when)*ms, n, nil)
			}
			x.run(1000 * ms)
			lost[c.name] += len(at) - count
		}
		if lost["held"] != 0 {
			t.Fatalf("lost %v", lost)
		}
	})
	if lost["before the queue"] == 0 || lost["two workers"] == 0 {
		t.Errorf("the law cannot fail: lost %v", lost)
	}
}

// TestHeldRequestsAreNested: of two patterns the outer one begins first and ends
// last, each time it tries.
func TestHeldRequestsAreNested(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	var did []string
	note := func(what string, times int) func(nodes.Handler) nodes.Handler {
		return func(next nodes.Handler) nodes.Handler {
			return nodes.Blocking(x.w.Owner("node"), func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
				return nodes.Call(p, next, from, req.Held(func(p *sim.Proc, req *nodes.Request, work nodes.Work) (resp *nodes.Response, err error) {
					for range times {
						did = append(did, fmt.Sprint(what, "<", p.Now()))
						resp, err = work(req)
						did = append(did, fmt.Sprint(what, ">", p.Now()))
					}
					return resp, err
				}))
			})
		}
	}
	outer, inner := note("outer", 2), note("inner", 1)
	n := wrapped(x, service(1, -1, 5*ms), func(next nodes.Handler) nodes.Handler { return outer(inner(next)) })
	x.call(0, n, nil)
	x.run(100 * ms)
	if got, want := fmt.Sprint(did), "[outer<0s inner<0s inner>5ms outer>5ms outer<5ms inner<5ms inner>10ms outer>10ms]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestHeldRequestsLeaveWithTheirCallers: a caller who gives up frees the worker, and
// so does a crash.
func TestHeldRequestsLeaveWithTheirCallers(t *testing.T) {
	x, count := newEnv(t, 1, net.LinkConfig{}), 0
	c := service(1, -1, 10*ms)
	c.Cancel = true
	n := counting(x, c, true, &count)
	x.call(0, n, timeout(3*ms))
	waits := x.call(ms, n, timeout(2*ms))
	x.call(ms, n, nil)
	var undo func()
	x.at(5*ms, func() { undo = n.Crash(false) })
	x.at(6*ms, func() { undo() })
	x.call(7*ms, n, nil)
	x.run(1000 * ms)
	if got, want := fmt.Sprint(x.calls), "[timed-out@3ms timed-out@3ms failed@5ms ok@17ms]"; got != want || count != 1 || waits.resp != nil {
		t.Errorf("%s, want %s; counted %d", got, want, count)
	}
}
