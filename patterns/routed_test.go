package patterns_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
	"wavetank/sim/property"
)

// A stacker lays the parts of an edge around each other.
type stacker func(parts ...patterns.Part) patterns.Part

var routes = []string{"buy", "show", "report"}

// A crossing is a call that goes through a stack: the names of the parts that it meets,
// from the outside in.
type crossing struct{ met []string }

// part returns one that notes what it meets: calls, choices and attempts.
func (c *crossing) part(name string) patterns.Part {
	return patterns.Part{
		Outbound: func(next nodes.Caller) nodes.Caller {
			return beginning(func(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
				c.met = append(c.met, "call "+name)
				return next.Begin(to, req, done)
			})
		},
		Pick: func(given nodes.Picker) nodes.Picker {
			return nodes.PickerFunc(func(req *nodes.Request) net.ID {
				c.met = append(c.met, "pick "+name)
				return given.Pick(req)
			})
		},
		Watch: watcher{c, name},
	}
}

// beginning is a Caller of one function.
type beginning func(net.ID, *nodes.Request, nodes.Done) nodes.Pending

func (f beginning) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	return f(to, req, done)
}

type watcher struct {
	*crossing
	name string
}

func (w watcher) Sent(net.ID, sim.Key)         { w.met = append(w.met, "watch "+w.name) }
func (w watcher) Ended(net.ID, sim.Key, error) {}

// meetsItsRoute draws patterns that have parts for some routes, and holds what a request to
// each route meets against a list of names.
func meetsItsRoute(t *rapid.T, stack stacker) {
	c := &crossing{}
	n := rapid.IntRange(1, 4).Draw(t, "patterns")
	var parts []patterns.Part
	want := map[string][]string{}
	for i := range n {
		name := string(rune('a' + i))
		var p patterns.Part
		whole := rapid.Bool().Draw(t, name+" lies on the edge")
		if whole {
			p = c.part(name)
		}
		for _, route := range append(slices.Clone(routes), "other") {
			meets := ""
			if whole {
				meets = name
			}
			if route != "other" {
				switch rapid.IntRange(0, 2).Draw(t, name+" on "+route) {
				case 1:
					p.Routes = append(p.Routes, patterns.RoutePart{Route: route, Part: c.part(name + "." + route)})
					meets = name + "." + route
				case 2: // another takes its place
					p.Routes = append(p.Routes, patterns.RoutePart{Route: route})
					meets = ""
				}
			}
			if meets != "" {
				want[route] = append(want[route], meets)
			}
		}
		parts = append(parts, p)
	}
	for _, route := range append(slices.Clone(routes), "other") {
		if got := c.send(stack(parts...), route); !slices.Equal(got, expected(want[route])) {
			t.Fatalf("a request to %s meets %q, want %q", route, got, expected(want[route]))
		}
	}
}

// expected returns what is met of parts: the choice and the call from the outside in, and
// then those who watch, inside of all else, the last one first.
func expected(names []string) []string {
	var met []string
	for _, what := range []string{"pick ", "call "} {
		for _, name := range names {
			met = append(met, what+name)
		}
	}
	for _, name := range slices.Backward(names) {
		met = append(met, "watch "+name)
	}
	return met
}

// send sends a request of the route through a stack.
func (c *crossing) send(all patterns.Part, route string) []string {
	c.met = nil
	var bare nodes.Caller = beginning(func(_ net.ID, _ *nodes.Request, done nodes.Done) nodes.Pending {
		done.Ended(nil, nil)
		return nil
	})
	var pick nodes.Picker = nodes.PickerFunc(func(*nodes.Request) net.ID { return 0 })
	if all.Outbound != nil {
		bare = all.Outbound(bare)
	}
	if all.Pick != nil {
		pick = all.Pick(pick)
	}
	req := &nodes.Request{Route: route}
	bare.Begin(pick.Pick(req), req, nodes.DoneFunc(func(*nodes.Response, error) {}))
	return c.met
}

// mistaken returns the mutant that lays something else than it is given.
func mistaken(name string, spoil func([]patterns.Part) []patterns.Part) property.Mutant[stacker] {
	return property.Mutant[stacker]{Name: name, Mistake: property.Instead[stacker](func(parts ...patterns.Part) patterns.Part {
		return patterns.Stack(spoil(slices.Clone(parts))...)
	})}
}

func TestARequestMeetsThePartsOfItsRoute(t *testing.T) {
	property.Suite[stacker]{
		Sound: patterns.Stack,
		Laws:  []property.Law[stacker]{{"what a request meets is of its route, or else of the edge", meetsItsRoute}},
		Mutants: []property.Mutant[stacker]{
			mistaken("routes have no part of their own", func(parts []patterns.Part) []patterns.Part {
				for i := range parts {
					parts[i].Routes = nil
				}
				return parts
			}),
			mistaken("the part of the edge wraps those of the routes", func(parts []patterns.Part) []patterns.Part {
				var both []patterns.Part
				for _, p := range parts {
					whole := p
					whole.Routes = nil
					both = append(both, whole, patterns.Part{Routes: p.Routes})
				}
				return both
			}),
			mistaken("who watches is told of all routes", func(parts []patterns.Part) []patterns.Part {
				for i, p := range parts {
					parts[i].Watch = nil
					parts = append(parts, patterns.Part{Watch: p.Watch})
				}
				return parts
			}),
			mistaken("a part that another takes the place of stays", func(parts []patterns.Part) []patterns.Part {
				for i := range parts {
					parts[i].Routes = slices.DeleteFunc(slices.Clone(parts[i].Routes), func(r patterns.RoutePart) bool { return r.Outbound == nil })
				}
				return parts
			}),
			mistaken("the order is turned round", func(parts []patterns.Part) []patterns.Part {
				slices.Reverse(parts)
				return parts
			}),
		},
	}.Run(t)
}

// A flag of the view of a route takes an instance out for its calls alone; one of the
// whole takes it out for all.
func TestAViewOfARouteIsOfItsCalls(t *testing.T) {
	whole := patterns.NewAvailability(sim.New(sim.Config{Seed: 1}), []net.ID{0, 1}, false)
	own, all := whole.Of("report").Flag(), whole.Flag()
	pick := whole.Picker(first(1), nil)
	chosen := func() [2]net.ID {
		return [2]net.ID{pick.Pick(&nodes.Request{Route: "report"}), pick.Pick(&nodes.Request{Route: "show"})}
	}
	for _, test := range []struct {
		own, all bool
		want     [2]net.ID
	}{
		{false, false, [2]net.ID{1, 1}},
		{true, false, [2]net.ID{0, 1}},
		{false, true, [2]net.ID{0, 0}},
		{true, true, [2]net.ID{0, 0}},
	} {
		own.Set(1, test.own)
		all.Set(1, test.all)
		if got := chosen(); got != test.want {
			t.Errorf("out for the route %t, for all %t: they go to %v, want %v", test.own, test.all, got, test.want)
		}
		if out := whole.Of("report").Out(1); out != (test.own || test.all) {
			t.Errorf("out for the route %t, for all %t: the route's view says %t", test.own, test.all, out)
		}
	}
	if first := whole.Of("report"); whole.Of("report") != first || whole.Of("") != whole {
		t.Error("there is one view of a route, and one of the whole")
	}
}
