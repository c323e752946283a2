package nodes_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

var errDropped = errors.New("dropped")

// A wary line serves the newest first, lets no priority above 8 wait, drops
// priority 7 when it would be served, and the oldest when it holds three.
type wary struct{ held []*nodes.Waiting }

func (l *wary) Push(_ sim.Time, w *nodes.Waiting) error {
	if w.Req.Priority > 8 {
		return errDropped
	}
	if l.held = append(l.held, w); len(l.held) > 2 {
		oldest := l.held[0]
		l.held = l.held[1:]
		oldest.Drop(errDropped)
	}
	return nil
}

func (l *wary) Pop(sim.Time) *nodes.Waiting {
	for len(l.held) > 0 {
		last := len(l.held) - 1
		w := l.held[last]
		l.held = l.held[:last]
		if w.Req.Priority != 7 {
			return w
		}
		w.Drop(errDropped)
	}
	return nil
}

func (l *wary) Remove(w *nodes.Waiting) {
	l.held = slices.DeleteFunc(l.held, func(x *nodes.Waiting) bool { return x == w })
}

func TestALineDecidesWhoIsServed(t *testing.T) {
	with := func(workers, queue int64, max time.Duration) nodes.ServiceConfig {
		c := service(workers, queue, 10*ms)
		if c.Policy = new(wary); max > 0 {
			c.MaxWait = sim.Constant(max)
		}
		return c
	}
	for _, c := range []struct {
		name   string
		config nodes.ServiceConfig
		calls  []int64 // priorities, a millisecond apart
		want   string
	}{
		{"an idle worker serves at once", with(0, -1, 0), []int64{0, 0}, "[ok@10ms ok@11ms]"},
		{"it orders those who wait", with(1, -1, 0), []int64{0, 0, 0}, "[ok@10ms ok@30ms ok@20ms]"},
		{"it turns away", with(1, -1, 0), []int64{0, 9, 0}, "[ok@10ms failed@1ms ok@20ms]"},
		{"it drops whom it would serve", with(1, -1, 0), []int64{0, 0, 7}, "[ok@10ms ok@20ms failed@10ms]"},
		{"it drops one for another", with(1, -1, 0), []int64{0, 0, 0, 0}, "[ok@10ms failed@3ms ok@30ms ok@20ms]"},
		{"it may turn away although a worker is idle", with(1, -1, 0), []int64{9, 0}, "[failed@0s ok@11ms]"},
		{"the service's bound holds beside it", with(1, 1, 0), []int64{0, 0, 0}, "[ok@10ms ok@20ms rejected@2ms]"},
		{"without places an idle worker serves", with(1, 0, 0), []int64{0, 0}, "[ok@10ms rejected@1ms]"},
		{"and so does patience", with(1, -1, 5*ms), []int64{0, 0, 0}, "[ok@10ms rejected@6ms rejected@7ms]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newEnv(t, 1, net.LinkConfig{})
			n := x.node("node", c.config)
			for i, p := range c.calls {
				x.call(time.Duration(i)*ms, n, priority(p))
			}
			x.run(time.Second)
			if got := fmt.Sprint(x.calls); got != c.want {
				t.Errorf("calls: %s, want %s", got, c.want)
			}
			if held := c.config.Policy.(*wary).held; len(held) > 0 || n.Load() > 0 || x.w.Pending() > 0 {
				t.Errorf("%d in the line, %d at the node, %d events are left over", len(held), n.Load(), x.w.Pending())
			}
		})
	}
}

func TestACrashEmptiesTheLine(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	n := nodes.NewNode(x.n, "node", func(n *nodes.Node) {
		c := service(1, -1, 10*ms)
		c.Policy, c.MaxWait = new(wary), sim.Constant(time.Hour)
		nodes.NewService(n, c, nil, nil)
	})
	n.Boot()
	for range 3 {
		x.call(0, n, nil)
	}
	x.at(5*ms, func() { n.Crash(false)() })
	x.call(6*ms, n, nil)
	x.run(time.Second)
	if got, want := fmt.Sprint(x.calls), "[failed@5ms failed@5ms failed@5ms ok@16ms]"; got != want {
		t.Errorf("calls: %s, want %s", got, want)
	}
	if x.w.Pending() > 0 {
		t.Errorf("%d events are left over", x.w.Pending())
	}
}
