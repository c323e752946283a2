package fallback

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// A counter is where calls are made through a fallback: the dependency and the
// other route answer what the test says.
type counter struct {
	tb           testing.TB
	world        *sim.World
	first, other func(*nodes.Request) (*nodes.Response, error)
	asked        []*nodes.Request // of the other route
	facts        []string
}

func (x *counter) site() patterns.Site {
	return patterns.Site{
		Owner: x.world.Owner("shop"), Name: "backup", Peer: "catalog",
		Dial: func(route string) (nodes.Caller, nodes.Dependency) {
			return nodes.Blocking(x.site().Owner, func(_ *sim.Proc, _ net.ID, r *nodes.Request) (*nodes.Response, error) {
					x.asked = append(x.asked, r)
					return x.other(r)
				}), nodes.Dependency{
					Name: "archive", Route: route, Op: nodes.Read,
					Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return 7 }),
				}
		},
	}
}

// play makes calls one after the other, a second apart, and returns their ends.
func (x *counter) play(c Config, calls ...*nodes.Request) (ends []string) {
	x.world = sim.New(sim.Config{Seed: 1})
	x.world.Attach(sim.SinkFunc(func(f *sim.Fact) { x.facts = append(x.facts, f.Kind.String()) }))
	if err := knob.Check(&c); err != nil {
		x.tb.Fatal(err)
	}
	caller := Build(x.site(), c).Outbound(nodes.Blocking(x.site().Owner, func(_ *sim.Proc, _ net.ID, r *nodes.Request) (*nodes.Response, error) {
		return x.first(r)
	}))
	x.world.Go(x.world.Owner("shop"), func(p *sim.Proc) {
		for _, r := range calls {
			resp, err := nodes.Call(p, caller, 1, r)
			switch {
			case err != nil:
				ends = append(ends, nodes.OutcomeOf(err).String())
			case resp == nil:
				ends = append(ends, "well")
			case resp.Degraded:
				ends = append(ends, fmt.Sprint("instead ", resp.Value))
			default:
				ends = append(ends, fmt.Sprint("well ", resp.Value))
			}
			p.Sleep(time.Second)
		}
	})
	if err := x.world.Run(sim.Time(time.Hour)); err != nil {
		x.tb.Fatal(err)
	}
	return ends
}

// says returns a dependency that gives these answers in turn: an error, or a value.
func says(answers ...any) func(*nodes.Request) (*nodes.Response, error) {
	return func(*nodes.Request) (*nodes.Response, error) {
		next := answers[0]
		answers = answers[1:]
		if err, bad := next.(error); bad {
			return nil, err
		}
		return &nodes.Response{Value: int64(next.(int))}, nil
	}
}

func TestWhatStandsIn(t *testing.T) {
	failed := nodes.ErrFailed
	stale := func(c *Config) { c.Answer = "stale" }
	other := func(c *Config) { c.Answer, c.Route = "other", "archive.read" }
	about := func(items ...int64) (calls []*nodes.Request) {
		for _, i := range items {
			calls = append(calls, &nodes.Request{Route: "price", Item: i, Op: nodes.Read, Timeout: time.Second})
		}
		return calls
	}
	until := func(local bool) *nodes.Request {
		return &nodes.Request{Route: "price", Op: nodes.Read, Deadline: sim.Time(time.Second), Local: local}
	}
	write := &nodes.Request{Route: "price", Op: nodes.Write}
	for _, c := range []struct {
		name         string
		turn         func(*Config)
		calls        []*nodes.Request
		first, other []any
		want         string
	}{
		{"nothing, as long as all is well", func(*Config) {}, about(1, 1), []any{1, 2}, nil, "[well 1 well 2]"},
		{"something fixed", func(*Config) {}, about(1), []any{failed}, nil, "[instead 0]"},
		{"for a time-out and a rejection too", func(*Config) {}, about(1, 1), []any{net.ErrTimeout, nodes.ErrFull}, nil, "[instead 0 instead 0]"},
		{"only for the outcomes listed", func(c *Config) { c.Failures = []string{"timed-out"} }, about(1), []any{failed}, nil, "[failed]"},
		{"for one that comes at every attempt, and for what was not sent", func(*Config) {}, about(1, 1), []any{nodes.ErrPermanent, nodes.ErrNotSent}, nil, "[instead 0 instead 0]"},
		{"which are ends of their own", func(c *Config) { c.Failures = []string{"failed", "rejected"} }, about(1, 1), []any{nodes.ErrPermanent, nodes.ErrNotSent}, nil, "[failed rejected]"},
		{"never for one who changed his mind", func(*Config) {}, about(1), []any{net.ErrCancelled}, nil, "[failed]"},
		{"the latest answer about the same item", stale, about(1, 2, 1, 2), []any{10, 20, failed, failed}, nil, "[well 10 well 20 instead 10 instead 20]"},
		{"which there may not be", stale, about(1, 2), []any{10, failed}, nil, "[well 10 failed]"},
		{"or which is too old", func(c *Config) { stale(c); c.MaxAge = time.Second }, about(1, 1, 1), []any{10, failed, failed}, nil, "[well 10 instead 10 failed]"},
		{"a write never", func(*Config) {}, []*nodes.Request{write}, []any{failed}, nil, "[failed]"},
		{"nobody when the time around it is over", func(*Config) {}, []*nodes.Request{until(false), until(false)}, []any{failed, failed}, nil, "[instead 0 failed]"},
		{"a load that gives up by itself", func(*Config) {}, []*nodes.Request{until(true), until(true)}, []any{failed, failed}, nil, "[instead 0 instead 0]"},
		{"another route", other, about(1), []any{failed}, []any{5}, "[instead 5]"},
		{"which may fail as well", other, about(1), []any{failed}, []any{nodes.ErrFull}, "[rejected]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := Default()
			c.turn(&config)
			x := &counter{tb: t, first: says(c.first...), other: says(c.other...)}
			if got := fmt.Sprint(x.play(config, c.calls...)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestTheOtherRouteGetsARequestOfItsOwn(t *testing.T) {
	c := Default()
	c.Answer, c.Route, c.Timeout = "other", "read", 3*time.Second
	r := &nodes.Request{Key: 5, Root: 4, Route: "price", Item: 9, Op: nodes.Write, Timeout: time.Second, Deadline: sim.Time(time.Minute)}
	x := &counter{tb: t, first: says(nodes.ErrFailed), other: says(1)}
	x.play(c, r)
	got := x.asked[0]
	if got.Key == r.Key || got.Root != 4 || got.Route != "read" || got.Item != 9 || got.Op != nodes.Read || got.Timeout != c.Timeout || got.Deadline != r.Deadline {
		t.Errorf("asked %+v", got)
	}
	if r.Route != "price" || fmt.Sprint(x.facts) != "[fallback.asked fallback.answered]" {
		t.Errorf("route %s, facts %v", r.Route, x.facts)
	}
}

// TestAFallbackHasNoFallback lets the other route come back to the same edge.
func TestAFallbackHasNoFallback(t *testing.T) {
	w := sim.New(sim.Config{Seed: 1})
	var caller nodes.Caller
	calls := 0
	site := patterns.Site{Owner: w.Owner("shop"), Peer: "catalog", Dial: func(string) (nodes.Caller, nodes.Dependency) {
		return caller, nodes.Dependency{Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return 1 })}
	}}
	c := Default()
	c.Answer, c.Route = "other", "catalog.price"
	g := newGuard(site, c, nodes.Blocking(site.Owner, func(*sim.Proc, net.ID, *nodes.Request) (*nodes.Response, error) {
		calls++
		return nil, nodes.ErrFailed
	}))
	caller = g
	w.Go(w.Owner("shop"), func(p *sim.Proc) {
		if _, err := nodes.Call(p, caller, 1, &nodes.Request{}); !errors.Is(err, nodes.ErrFailed) {
			t.Errorf("ends with %v", err)
		}
	})
	if err := w.Run(1); err != nil {
		t.Fatal(err)
	}
	if calls != 2 || len(g.asking) != 0 {
		t.Errorf("%d calls, %d still ask", calls, len(g.asking))
	}
}

func TestWhatMakesNoSenseIsRefused(t *testing.T) {
	for _, c := range []struct {
		turn func(*Config)
		want string
	}{
		{func(c *Config) {}, ""},
		{func(c *Config) { c.Answer = "lie" }, `answer: "lie" is not one of ["static" "stale" "other"]`},
		{func(c *Config) { c.Answer = "other" }, `answer: "other" needs a route to ask`},
		{func(c *Config) { c.Route = "a.b" }, `route: has no effect under answer = "static", only under "other"`},
		{func(c *Config) { c.Answer, c.Size = "stale", 1 }, `size: has no effect under answer = "stale", only under "static"`},
		{func(c *Config) { c.MaxAge = -1 }, "max_age: -1ns is not in 0s..100h"},
		{func(c *Config) { c.Answer, c.Capacity = "stale", 0 }, "capacity: 0 is not in 1..1000000"},
		{func(c *Config) { c.Failures = nil }, "failures: names nothing: the fallback could never act"},
		{func(c *Config) { c.Failures = []string{"ok"} }, `failures: "ok" is not one of ["failed" "permanent" "timed-out" "rejected" "not-sent"]`},
		{func(c *Config) { c.Failures = []string{"failed", "failed"} }, `failures: names "failed" twice`},
	} {
		config := Default()
		c.turn(&config)
		got := ""
		if err := knob.Check(&config); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
