package nodes_test

import (
	"errors"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// wrappers are patterns that a user may write, none of which heeds a deadline.
var wrappers = map[string]func(*sim.Owner, nodes.Caller) nodes.Caller{
	"passes on": func(_ *sim.Owner, c nodes.Caller) nodes.Caller { return struct{ nodes.Caller }{c} },
	"tries for ever": func(o *sim.Owner, c nodes.Caller) nodes.Caller {
		return nodes.Blocking(o, func(p *sim.Proc, to net.ID, r *nodes.Request) (resp *nodes.Response, err error) {
			for n := 1; ; n++ {
				if resp, err = nodes.Call(p, c, to, r.Attempt(n)); err == nil {
					return resp, nil
				}
				p.Sleep(3 * ms)
			}
		})
	},
	"waits first": func(o *sim.Owner, c nodes.Caller) nodes.Caller {
		return nodes.Blocking(o, func(p *sim.Proc, to net.ID, r *nodes.Request) (*nodes.Response, error) {
			p.Sleep(15 * ms)
			return nodes.Call(p, c, to, r)
		})
	},
	"waits in vain": func(o *sim.Owner, _ nodes.Caller) nodes.Caller {
		return nodes.Blocking(o, func(p *sim.Proc, _ net.ID, _ *nodes.Request) (*nodes.Response, error) {
			for {
				p.Park()
			}
		})
	},
	"calls it otherwise": func(o *sim.Owner, c nodes.Caller) nodes.Caller {
		return nodes.Blocking(o, func(p *sim.Proc, to net.ID, r *nodes.Request) (*nodes.Response, error) {
			if _, err := nodes.Call(p, c, to, r); err != nil {
				return nil, nodes.ErrFailed
			}
			return nil, nil
		})
	},
	"gives up at once": func(o *sim.Owner, _ nodes.Caller) nodes.Caller {
		return nodes.Blocking(o, func(*sim.Proc, net.ID, *nodes.Request) (*nodes.Response, error) { return nil, nodes.ErrNotSent })
	},
	"recovers": func(o *sim.Owner, c nodes.Caller) nodes.Caller {
		return nodes.Blocking(o, func(p *sim.Proc, to net.ID, r *nodes.Request) (resp *nodes.Response, err error) {
			defer func() {
				if recover() != nil {
					resp, err = nil, nil
				}
			}()
			p.Sleep(time.Hour)
			return nodes.Call(p, c, to, r)
		})
	},
}

// TestALoadsTimeoutIsItsWholePatience has a load wait 20 ms in all for work that
// takes as long as said, through patterns that know nothing of that.
func TestALoadsTimeoutIsItsWholePatience(t *testing.T) {
	for _, c := range []struct {
		pattern string
		work    time.Duration
		errors  float64
		want    *sim.Kind
		took    time.Duration
		dropped int // calls whose callee is told that nobody waits
	}{
		{"passes on", 7 * ms, 0, sim.RequestOK, 7 * ms, 0},
		{"passes on", 30 * ms, 0, sim.RequestTimedOut, 20 * ms, 1},
		{"tries for ever", 7 * ms, 0, sim.RequestOK, 7 * ms, 0},
		{"tries for ever", 8 * ms, 1, sim.RequestTimedOut, 20 * ms, 0},
		{"tries for ever", 5 * ms, 1, sim.RequestTimedOut, 20 * ms, 1}, // the third begins at 16 ms
		{"tries for ever", 30 * ms, 0, sim.RequestTimedOut, 20 * ms, 1},
		{"waits first", 3 * ms, 0, sim.RequestOK, 18 * ms, 0},
		{"waits first", 7 * ms, 0, sim.RequestTimedOut, 20 * ms, 1},
		{"waits in vain", 1 * ms, 0, sim.RequestTimedOut, 20 * ms, 0},
		{"calls it otherwise", 7 * ms, 1, sim.RequestFailed, 7 * ms, 0},
		{"calls it otherwise", 30 * ms, 0, sim.RequestTimedOut, 20 * ms, 1},
		{"gives up at once", 1 * ms, 0, sim.RequestRejected, 0, 0},
		{"recovers", 1 * ms, 0, sim.RequestTimedOut, 20 * ms, 0},
	} {
		t.Run(c.pattern+" of "+c.work.String(), func(t *testing.T) {
			x := newEnv(t, 1, net.LinkConfig{})
			config := service(0, -1, c.work)
			config.Cancel, config.Routes[0].Errors = true, c.errors
			end := impatient(x, x.node("a", config), 20*ms, wrappers[c.pattern])
			if end.Kind != c.want || end.Value != int64(c.took) {
				t.Errorf("%v after %v, want %v after %v", end.Kind, time.Duration(end.Value), c.want, c.took)
			}
			if n := x.count(nodes.ServiceCancelled); n != c.dropped {
				t.Errorf("%d calls were dropped, want %d", n, c.dropped)
			}
		})
	}
}

// impatient runs a load that sends one request, at 1 ms, and returns how it ended.
// Nothing may be left of it.
func impatient(x *env, to *nodes.Node, patience time.Duration, wrap func(*sim.Owner, nodes.Caller) nodes.Caller) sim.Fact {
	x.t.Helper()
	step := nodes.Dependency{Name: to.Name(), Route: "work", Heeds: true, Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return to.ID() })}
	arrivals, err := nodes.NewArrivals(x.w, 1, nodes.ArrivalsConfig{Replay: []time.Duration{ms}})
	if err != nil {
		x.t.Fatal(err)
	}
	nodes.NewLoad(x.n, "users", nodes.LoadConfig{
		Targets: []nodes.Target{{Dependency: step, Weight: 1}}, Arrivals: arrivals, Timeout: patience,
	}, func(_ nodes.Dependency, c nodes.Caller) (nodes.Caller, nodes.Picker) {
		return wrap(x.w.Owner("users"), c), nil
	}).Start()
	x.run(time.Second)
	var ends []sim.Fact
	for _, k := range []*sim.Kind{sim.RequestOK, sim.RequestFailed, sim.RequestTimedOut, sim.RequestRejected} {
		ends = append(ends, x.of(k)...)
	}
	if len(ends) != 1 || x.w.Processes() != 0 || x.w.InFlight() != 0 {
		x.t.Fatalf("it ended %d times; %d processes and %d things in flight are left", len(ends), x.w.Processes(), x.w.InFlight())
	}
	return ends[0]
}

// TestAPatienceThatSufficesLeavesNoTrace compares the digests of a load that waits
// for an hour with those of one that waits for two.
func TestAPatienceThatSufficesLeavesNoTrace(t *testing.T) {
	digest := func(patience time.Duration) sim.Digest {
		x := newEnv(t, 1, net.LinkConfig{})
		impatient(x, x.node("a", service(0, -1, 7*ms)), patience, wrappers["waits first"])
		return x.w.Digest()
	}
	if a, b := digest(time.Hour), digest(2*time.Hour); a != b {
		t.Errorf("%v and %v", a, b)
	}
}

// TestALoadsDeadlineStaysAtHome looks at what arrives: the deadline that a load's
// patterns see is no business of the callee's.
func TestALoadsDeadlineStaysAtHome(t *testing.T) {
	for _, tell := range []bool{false, true} {
		x := newEnv(t, 1, net.LinkConfig{})
		var got *nodes.Request
		config := service(0, -1, 0)
		config.Routes[0].Do = nodes.Func(func(_ *sim.Proc, _ net.ID, r *nodes.Request) (*nodes.Response, error) {
			got = r
			return nil, nil
		})
		impatient(x, x.node("a", config), 20*ms, func(o *sim.Owner, c nodes.Caller) nodes.Caller {
			return nodes.Blocking(o, func(p *sim.Proc, to net.ID, r *nodes.Request) (*nodes.Response, error) {
				if r.Deadline != sim.Time(21*ms) || !r.Local {
					t.Errorf("a pattern sees the deadline %v, local %v", r.Deadline, r.Local)
				}
				p.Sleep(4 * ms)
				r = r.Copy()
				r.Local = !tell
				return nodes.Call(p, c, to, r)
			})
		})
		if wait := map[bool]time.Duration{false: 16 * ms, true: 20 * ms}[tell]; got == nil || got.Timeout != wait || (got.Deadline != 0) != tell {
			t.Errorf("told %v, it arrived as %+v", tell, got)
		}
	}
}

// TestAPatternHearsOfTheDeadline wants what ends an attempt at the deadline to be a
// timeout, not a caller who was killed: a breaker counts it.
func TestAPatternHearsOfTheDeadline(t *testing.T) {
	x := newEnv(t, 1, net.LinkConfig{})
	var heard []error
	impatient(x, x.node("a", service(0, -1, 15*ms)), 20*ms, func(o *sim.Owner, c nodes.Caller) nodes.Caller {
		return nodes.Blocking(o, func(p *sim.Proc, to net.ID, r *nodes.Request) (resp *nodes.Response, err error) {
			p.Sleep(10 * ms)
			resp, err = nodes.Call(p, c, to, r)
			heard = append(heard, err)
			return resp, err
		})
	})
	if len(heard) != 1 || !errors.Is(heard[0], net.ErrTimeout) {
		t.Errorf("it heard %v", heard)
	}
}
