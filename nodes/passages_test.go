package nodes_test

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// passing is a pattern that lets every call through, and checks what it hears.
type passing struct {
	nodes.Passages[sim.Key]
	t    *testing.T
	over map[sim.Key]error
}

func newPassing(t *testing.T, next nodes.Caller) *passing {
	p := &passing{t: t, over: make(map[sim.Key]error)}
	p.Next, p.Over = next, func(key sim.Key, err error) {
		if _, twice := p.over[key]; twice {
			t.Errorf("told twice of call %d", key)
		}
		p.over[key] = err
	}
	return p
}

func (p *passing) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	key := req.Key
	return p.Passages.Begin(to, req, key, nodes.DoneFunc(func(resp *nodes.Response, err error) {
		if _, told := p.over[key]; !told {
			p.t.Errorf("whoever made call %d hears of its end before the pattern", key)
		}
		done.Ended(resp, err)
	}))
}

// TestAPatternHearsOnceOfEachCallThatItLetThrough begins calls one after the other, so
// that records are used again; of three one is cancelled, and one refused at once.
func TestAPatternHearsOnceOfEachCallThatItLetThrough(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	node := x.node("node", service(0, -1, 10*ms))
	refused := refusing{nodes.NewCaller(x.n, x.client, true)}
	c := newPassing(t, refused)
	for i := range 60 {
		x.at(time.Duration(i)*5*ms, func() {
			req := &nodes.Request{Key: sim.Key(i), Route: "work"}
			pending := c.Begin(node.ID(), req, nodes.DoneFunc(func(*nodes.Response, error) {}))
			switch {
			case (pending == nil) != (i%3 == 1):
				t.Errorf("call %d: %v is under way", i, pending)
			case i%3 == 0:
				x.w.After(4*ms, x.w.Owner("client"), sim.Func(pending.Cancel))
			}
		})
	}
	x.run(time.Second)
	want := [3]error{net.ErrCancelled, nodes.ErrFull, nil}
	for i := range 60 {
		if err, told := c.over[sim.Key(i)]; !told || err != want[i%3] {
			t.Errorf("the pattern was told %t of call %d, which ended with %v", told, i, err)
		}
	}
}

// refusing turns every third call away at once.
type refusing struct{ nodes.Caller }

func (r refusing) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if req.Key%3 == 1 {
		done.Ended(nil, nodes.ErrFull)
		return nil
	}
	return r.Caller.Begin(to, req, done)
}
