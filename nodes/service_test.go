package nodes_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

func priority(n int64) func(*nodes.Request) { return func(r *nodes.Request) { r.Priority = n } }

func TestWhoIsServedWhen(t *testing.T) {
	with := func(workers, queue int64, d nodes.Discipline) nodes.ServiceConfig {
		c := service(workers, queue, 10*ms)
		c.Discipline = d
		return c
	}
	impatient := with(1, -1, "")
	impatient.MaxWait = sim.Constant(15 * ms)
	for _, c := range []struct {
		name   string
		config nodes.ServiceConfig
		calls  []int64 // priorities, a millisecond apart
		want   string
	}{
		{"without a bound on workers nobody waits", with(0, 0, ""), []int64{0, 0, 0}, "[ok@10ms ok@11ms ok@12ms]"},
		{"without a queue only workers serve", with(2, 0, ""), []int64{0, 0, 0}, "[ok@10ms ok@11ms rejected@2ms]"},
		{"a full queue turns away", with(1, 1, ""), []int64{0, 0, 0}, "[ok@10ms ok@20ms rejected@2ms]"},
		{"a queue without a bound does not", with(1, -1, ""), []int64{0, 0, 0}, "[ok@10ms ok@20ms ok@30ms]"},
		{"the oldest is first", with(1, 9, nodes.FIFO), []int64{0, 0, 0, 0}, "[ok@10ms ok@20ms ok@30ms ok@40ms]"},
		{"the newest is first", with(1, 9, nodes.LIFO), []int64{0, 0, 0, 0}, "[ok@10ms ok@40ms ok@30ms ok@20ms]"},
		{"the lowest number is first, but does not interrupt", with(1, 9, nodes.Priority), []int64{5, 5, 1, 3, 1}, "[ok@10ms ok@50ms ok@20ms ok@40ms ok@30ms]"},
		{"priorities mean nothing elsewhere", with(1, 9, nodes.FIFO), []int64{5, 5, 1}, "[ok@10ms ok@20ms ok@30ms]"},
		{"all are served at once, and share", with(1, 0, nodes.Sharing), []int64{0, 0}, "[ok@19ms ok@20ms]"},
		{"who waits too long leaves", impatient, []int64{0, 0, 0}, "[ok@10ms ok@20ms rejected@17ms]"},
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
		})
	}
}

func TestWhoIsTurnedAwayIsTold(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	c := service(1, 1, 10*ms)
	c.MaxWait = sim.Constant(5 * ms)
	n := x.node("node", c)
	x.call(0, n, nil)
	expired, full := x.call(0, n, nil), x.call(0, n, nil)
	lost := x.call(20*ms, n, func(r *nodes.Request) { r.Route = "elsewhere" })
	x.run(time.Second)
	for _, c := range []struct {
		call *call
		err  error
		kind *sim.Kind
	}{{expired, nodes.ErrExpired, nodes.ServiceExpired}, {full, nodes.ErrFull, nodes.ServiceFull}, {lost, nodes.ErrNoRoute, nil}} {
		if c.call.err != c.err {
			t.Errorf("%v, want %v", c.call.err, c.err)
		}
		if facts := x.of(c.kind); c.kind != nil && (len(facts) != 1 || facts[0].Key != c.call.Key || facts[0].Owner != n.Owner()) {
			t.Errorf("the trace tells of %v: %v", c.kind, facts)
		}
	}
}

// leaf is a service that others depend on.
type leaf struct {
	name    string
	work    time.Duration
	errors  float64
	workers int64
}

// The dependencies of a step.
var (
	good = leaf{name: "good", work: 10 * ms}
	slow = leaf{name: "slow", work: 30 * ms}
	bad  = leaf{name: "bad", work: 5 * ms, errors: 1}
	full = leaf{name: "full", work: time.Hour, workers: 1}
)

type steps = []nodes.Step

// outcomes are steps, and what a call comes to that makes them.
var outcomes = []struct {
	name  string
	steps func(to func(leaf) nodes.Step) steps
	want  string
	calls string // how often good, slow, bad and full were called
}{
	{"steps are made one after the other", func(to func(leaf) nodes.Step) steps {
		return steps{to(good), to(slow), to(good)}
	}, "ok@51ms", "[2 1 0 0]"},
	{"a failure ends them", func(to func(leaf) nodes.Step) steps {
		return steps{to(good), to(bad), to(slow)}
	}, "failed@16ms", "[1 0 1 0]"},
	{"a dependency that turns away is a rejection", func(to func(leaf) nodes.Step) steps {
		return steps{to(full)}
	}, "rejected@1ms", "[0 0 0 1]"},
	{"a dependency that does not answer in time is a failure", func(to func(leaf) nodes.Step) steps {
		st := to(slow)
		st.Timeout = 20 * ms
		return steps{st, to(good)}
	}, "failed@21ms", "[0 1 0 0]"},
	{"an optional failure degrades the answer", func(to func(leaf) nodes.Step) steps {
		st := to(bad)
		st.Optional = true
		return steps{st, to(good)}
	}, "degraded@16ms", "[1 0 1 0]"},
	{"a repeated step is made that often", func(to func(leaf) nodes.Step) steps {
		st := to(good)
		st.Repeat = 3
		return steps{st}
	}, "ok@31ms", "[3 0 0 0]"},
	{"a repeated step that fails is not repeated", func(to func(leaf) nodes.Step) steps {
		st := to(bad)
		st.Repeat = 3
		return steps{st}
	}, "failed@6ms", "[0 0 1 0]"},
	{"a group lasts as long as its slowest", func(to func(leaf) nodes.Step) steps {
		return steps{{Parallel: steps{to(good), to(slow), to(good)}}, to(good)}
	}, "ok@41ms", "[3 1 0 0]"},
	{"a group that needs two of three does not wait for the third", func(to func(leaf) nodes.Step) steps {
		return steps{{Parallel: steps{to(good), to(slow), to(good)}, Need: 2}}
	}, "ok@11ms", "[2 1 0 0]"},
	{"and bears one failure", func(to func(leaf) nodes.Step) steps {
		return steps{{Parallel: steps{to(good), to(slow), to(bad)}, Need: 2}}
	}, "ok@31ms", "[1 1 1 0]"},
	{"but not two", func(to func(leaf) nodes.Step) steps {
		return steps{{Parallel: steps{to(bad), to(slow), to(bad)}, Need: 2}}
	}, "failed@6ms", "[0 1 2 0]"},
	{"a group that needs all fails with the first", func(to func(leaf) nodes.Step) steps {
		return steps{{Parallel: steps{to(slow), to(bad)}}}
	}, "failed@6ms", "[0 1 1 0]"},
	{"copies of a member count one by one", func(to func(leaf) nodes.Step) steps {
		st := to(good)
		st.Repeat = 3
		return steps{{Parallel: steps{st, to(slow)}, Need: 3}}
	}, "ok@11ms", "[3 1 0 0]"},
	{"an optional member succeeds without its answer", func(to func(leaf) nodes.Step) steps {
		st := to(bad)
		st.Optional = true
		return steps{{Parallel: steps{to(good), st}}}
	}, "degraded@11ms", "[1 0 1 0]"},
	{"an optional group degrades the answer", func(to func(leaf) nodes.Step) steps {
		return steps{{Parallel: steps{to(good), to(bad)}, Optional: true}, to(good)}
	}, "degraded@16ms", "[2 0 1 0]"},
	{"groups are repeated one after the other", func(to func(leaf) nodes.Step) steps {
		return steps{{Parallel: steps{to(good), to(slow)}, Repeat: 2}}
	}, "ok@61ms", "[2 2 0 0]"},
}

func TestWhatStepsComeTo(t *testing.T) {
	for _, c := range outcomes {
		t.Run(c.name, func(t *testing.T) {
			x := newEnv(t, 1, net.LinkConfig{})
			made := make(map[string]*nodes.Node)
			for _, l := range []leaf{good, slow, bad, full} {
				s := service(l.workers, 0, l.work)
				s.Routes[0].Errors = l.errors
				made[l.name] = x.node(l.name, s)
			}
			x.call(0, made["full"], nil)
			front := x.node("front", service(0, 0, ms, c.steps(func(l leaf) nodes.Step { return to(made[l.name]) })...))
			got := x.call(0, front, nil)
			x.run(time.Second)
			if got.String() != c.want {
				t.Errorf("the call came to %s, want %s", got, c.want)
			}
			var calls []int64
			for _, l := range []leaf{good, slow, bad, full} {
				calls = append(calls, x.n.Arrivals(made[l.name].ID()))
			}
			if calls[3]--; fmt.Sprint(calls) != c.calls {
				t.Errorf("the dependencies were called %v times, want %s", calls, c.calls)
			}
		})
	}
}

func TestAFullDependencyIsNotAFullService(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	full := x.node("full", service(1, 0, time.Hour))
	x.call(0, full, nil)
	c := x.call(0, x.node("front", service(0, 0, ms, to(full))), nil)
	x.run(time.Second)
	if c.err != nodes.ErrTurnedAway {
		t.Errorf("%v, want %v", c.err, nodes.ErrTurnedAway)
	}
}

func TestAHungServiceDoesNotPassOnAnswers(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	front := x.node("front", service(0, 0, ms, to(x.node("back", service(0, 0, 10*ms)))))
	c := x.call(0, front, nil)
	x.at(5*ms, func() { x.at(50*ms, front.Hang()) })
	x.run(time.Second)
	if c.String() != "ok@50ms" {
		t.Errorf("the call came to %s", c)
	}
}

func TestAStepWithAChanceIsMadeThatOften(t *testing.T) {
	const calls, chance = 10_000, 0.3
	x := newEnv(t, 1, net.LinkConfig{})
	back := x.node("back", service(0, 0, 0))
	st := to(back)
	st.Chance = chance
	front := x.node("front", service(0, 0, 0, st))
	for i := range calls {
		x.call(time.Duration(i)*ms, front, nil)
	}
	x.run(time.Minute)
	got := float64(x.n.Arrivals(back.ID())) / calls
	if math.Abs(got-chance) > 4*math.Sqrt(chance*(1-chance)/calls) {
		t.Errorf("the step is made in %.3f of the calls, want %v", got, chance)
	}
}

func TestADegradedAnswerDegradesThoseThatNeededIt(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	st := to(x.node("back", nodes.ServiceConfig{}))
	st.Optional = true
	middle := x.node("middle", service(0, 0, ms, st))
	front := x.node("front", service(0, 0, ms, to(middle)))
	c := x.call(0, front, nil)
	x.run(time.Second)
	if c.String() != "degraded@2ms" {
		t.Errorf("the call came to %s", c)
	}
}

func TestWorkGoesOnAfterItsCallerGaveUp(t *testing.T) {
	const patience = 5 * ms
	for _, c := range []struct {
		name   string
		cancel bool
		inside bool // behind a pattern on the callee's side
		want   string
		wasted []time.Duration
	}{
		{"a worker that is not told works on", false, false, "[timed-out@5ms ok@20ms]", []time.Duration{10 * ms}},
		{"behind a pattern too", false, true, "[timed-out@5ms ok@20ms]", []time.Duration{10 * ms}},
		{"one that is told takes up the next", true, false, "[timed-out@5ms ok@15ms]", []time.Duration{patience}},
		{"behind a pattern too, if it is told", true, true, "[timed-out@5ms ok@15ms]", []time.Duration{patience}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newEnv(t, 1, net.LinkConfig{})
			s := service(1, 9, 10*ms)
			s.Cancel = c.cancel
			var inbound func(nodes.Handler) nodes.Handler
			if c.inside {
				inbound = func(h nodes.Handler) nodes.Handler {
					return nodes.Blocking(x.w.Owner("node"), func(p *sim.Proc, from net.ID, r *nodes.Request) (*nodes.Response, error) {
						return nodes.Call(p, h, from, r)
					})
				}
			}
			n := nodes.NewNode(x.n, "node", func(n *nodes.Node) { nodes.NewService(n, s, inbound, nil) })
			n.Boot()
			first := x.call(0, n, timeout(patience))
			x.call(0, n, nil)
			x.run(time.Second)
			if got := fmt.Sprint(x.calls); got != c.want {
				t.Errorf("calls: %s, want %s", got, c.want)
			}
			var wasted []time.Duration
			for _, f := range x.of(sim.WorkWasted) {
				wasted = append(wasted, time.Duration(f.Value))
				if f.Key != first.Key || f.Owner != n.Owner() || f.Load != first.Load {
					t.Errorf("wasted work is laid at the wrong door: %+v", f)
				}
			}
			if fmt.Sprint(wasted) != fmt.Sprint(c.wasted) {
				t.Errorf("wasted: %v, want %v", wasted, c.wasted)
			}
		})
	}
}

func TestACancellationGoesDownTheChain(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{Latency: sim.Constant(ms)})
	told := func(workers int64, work time.Duration, steps ...nodes.Step) nodes.ServiceConfig {
		c := service(workers, 9, work, steps...)
		c.Cancel = true
		return c
	}
	last := x.node("last", told(1, 100*ms))
	busy := x.call(0, last, nil) // so that the chain's call waits in the queue
	middle := x.node("middle", told(0, ms, nodes.Step{Parallel: []nodes.Step{to(last), to(last)}}))
	front := x.node("front", told(0, ms, to(middle)))
	c := x.call(0, front, timeout(50*ms))
	x.run(60 * ms)
	if c.String() != "timed-out@50ms" || busy.ended {
		t.Errorf("the chain came to %s, and what was before it to %s", c, busy)
	}
	var gone []string
	for _, f := range x.of(nodes.ServiceCancelled) {
		gone = append(gone, fmt.Sprint(f.Owner.Name(), "@", f.At))
	}
	if got, want := fmt.Sprint(gone), "[front@51ms middle@52ms last@53ms last@53ms]"; got != want {
		t.Errorf("cancelled: %s, want %s", got, want)
	}
	if front.Load() != 0 || middle.Load() != 0 || last.Load() != 1 {
		t.Errorf("front has %d requests, middle %d, last %d; want 0, 0 and 1", front.Load(), middle.Load(), last.Load())
	}
}

func TestALongQueueOfNoWorkIsServed(t *testing.T) {
	const calls = 30_000
	x := newEnv(t, 1, net.LinkConfig{})
	s := service(1, -1, time.Second)
	s.Routes = append(s.Routes, nodes.Route{Name: "nothing"})
	n := x.node("node", s)
	x.call(0, n, nil)
	for range calls {
		x.call(0, n, func(r *nodes.Request) { r.Route = "nothing" })
	}
	x.run(time.Minute)
	for _, c := range x.calls {
		if c.String() != "ok@1s" {
			t.Fatalf("a call came to %s", c)
		}
	}
}
