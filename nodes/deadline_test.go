package nodes_test

import (
	"fmt"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

func TestNobodyWaitsBeyondTheDeadline(t *testing.T) {
	const now = sim.Time(10 * ms)
	for _, c := range []struct {
		name              string
		timeout, deadline time.Duration
		want              time.Duration
	}{
		{"who has no deadline waits as long as it would", 5 * ms, 0, 5 * ms},
		{"nor does a later one matter", 5 * ms, 20 * ms, 5 * ms},
		{"an earlier one ends the wait", 5 * ms, 12 * ms, 2 * ms},
		{"and a wait for ever", 0, 12 * ms, 2 * ms},
		{"one that has passed leaves no time, which is not for ever", 0, 9 * ms, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &nodes.Request{Timeout: c.timeout, Deadline: sim.Time(c.deadline)}
			sent := r.Within(now)
			if sent.Timeout != c.want || r.Timeout != c.timeout {
				t.Errorf("waits %v, want %v; the request itself says %v", sent.Timeout, c.want, r.Timeout)
			}
			if (sent == r) != (c.want == c.timeout) {
				t.Error("a copy is made exactly if something changes")
			}
			left, ok := r.Left(now)
			if ok != (c.deadline != 0) || ok && left != c.deadline-10*ms {
				t.Errorf("%v left, %v", left, ok)
			}
		})
	}
}

// TestWhoWaitsBeyondItsEndIsNotServed lets a pattern on the callee's side bound
// the time in the queue. Who is served already is served to the end.
func TestWhoWaitsBeyondItsEndIsNotServed(t *testing.T) {
	for _, c := range []struct {
		end, patience time.Duration
		want          string
	}{
		{0, 0, "[ok@10ms ok@20ms ok@30ms]"},
		{15 * ms, 0, "[ok@10ms ok@20ms rejected@15ms]"},
		{9 * ms, 0, "[ok@10ms rejected@9ms rejected@9ms]"},
		{15 * ms, 5 * ms, "[ok@10ms rejected@5ms rejected@5ms]"},
		{5 * ms, 15 * ms, "[ok@10ms rejected@5ms rejected@5ms]"},
	} {
		x := newEnv(t, 1, net.LinkConfig{})
		s := service(1, 9, 10*ms)
		if c.patience > 0 {
			s.MaxWait = sim.Constant(c.patience)
		}
		inbound := func(h nodes.Handler) nodes.Handler {
			return nodes.Blocking(x.w.Owner("node"), func(p *sim.Proc, from net.ID, r *nodes.Request) (*nodes.Response, error) {
				if c.end > 0 {
					r = r.Until(sim.Time(c.end))
				}
				return nodes.Call(p, h, from, r)
			})
		}
		n := nodes.NewNode(x.n, "node", func(n *nodes.Node) { nodes.NewService(n, s, inbound, nil) })
		n.Boot()
		for range 3 {
			x.call(0, n, nil)
		}
		x.run(time.Second)
		if got := fmt.Sprint(x.calls); got != c.want {
			t.Errorf("until %v, patience %v: %s, want %s", c.end, c.patience, got, c.want)
		}
	}
}

// TestWorkThatNobodyWantsIsWastedThoughSomebodyWaits sends a request on behalf of
// a caller who gives up before the one who sends it.
func TestWorkThatNobodyWantsIsWastedThoughSomebodyWaits(t *testing.T) {
	for end, want := range map[time.Duration]int{5 * ms: 1, 10 * ms: 0, 15 * ms: 0} {
		x := newEnv(t, 1, net.LinkConfig{})
		n := x.node("node", service(1, -1, 10*ms))
		x.call(0, n, func(r *nodes.Request) { r.Beyond(r, sim.Time(end), time.Second) })
		x.run(2 * time.Second)
		if got := len(x.of(sim.WorkWasted)); got != want || fmt.Sprint(x.calls) != "[ok@10ms]" {
			t.Errorf("given up at %v: %d works wasted, want %d; %v", end, got, want, x.calls)
		}
	}
}

// TestTimeSpentWaitingForOthersIsNotWastedWork has a caller give up on a service that
// works 10 ms, writes 5 ms and then waits for another that works 50 ms, in vain as well.
func TestTimeSpentWaitingForOthersIsNotWastedWork(t *testing.T) {
	for _, c := range []struct {
		name          string
		patience      time.Duration
		cancel, holds bool
		front, back   time.Duration
	}{
		{"while it works", 4 * ms, false, false, 15 * ms, 50 * ms},
		{"while it waits", 30 * ms, false, false, 15 * ms, 50 * ms},
		{"while it works, and is told", 4 * ms, true, false, 4 * ms, 0},
		{"while it writes, and is told", 12 * ms, true, false, 12 * ms, 0},
		{"while it waits, and is told", 30 * ms, true, false, 15 * ms, 15 * ms},
		{"while a pattern decides", 4 * ms, false, true, 15 * ms, 0},
		{"while a pattern decides, and is told", 4 * ms, true, true, 0, 0},
		{"while it works behind the pattern", 30 * ms, true, true, 10 * ms, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newEnv(t, 1, net.LinkConfig{})
			last := service(1, 0, 50*ms)
			last.Cancel = c.cancel
			s := service(1, 0, 10*ms, to(x.node("back", last)))
			s.Cancel, s.Routes[0].Disk = c.cancel, nodes.DiskWrite
			var inbound func(nodes.Handler) nodes.Handler
			if c.holds {
				s.Routes[0].Do = nodes.Func(func(*sim.Proc, net.ID, *nodes.Request) (*nodes.Response, error) { return nil, nil })
				inbound = func(h nodes.Handler) nodes.Handler { return thinking{h} }
			}
			front := nodes.NewNode(x.n, "front", func(n *nodes.Node) { nodes.NewService(n, s, inbound, nil) })
			front.Disk = nodes.NewDisk(front.Owner(), nodes.DiskConfig{Write: sim.Constant(5 * ms)})
			front.Boot()
			x.call(0, front, timeout(c.patience))
			x.run(time.Second)
			wasted := make(map[string]time.Duration)
			for _, f := range x.of(sim.WorkWasted) {
				wasted[f.Owner.Name()] += time.Duration(f.Value)
			}
			if wasted["front"] != c.front || wasted["back"] != c.back {
				t.Errorf("wasted: %v, want %v in front and %v at the back", wasted, c.front, c.back)
			}
		})
	}
}

// thinking decides for 20 ms about each request, with the worker in hand, and writes
// down for 20 ms what came of it.
type thinking struct{ nodes.Handler }

func (h thinking) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	return h.Handler.Begin(from, req.Held(func(p *sim.Proc, req *nodes.Request, work nodes.Work) (*nodes.Response, error) {
		p.Sleep(20 * ms)
		resp, err := work(req)
		p.Sleep(20 * ms)
		return resp, err
	}), done)
}
