package patterns

import (
	"slices"

	"wavetank/net"
	"wavetank/nodes"
)

// A RoutePart is a part of one route of an edge.
type RoutePart struct {
	Route string
	Part
}

// outbound returns what the part makes of calls, by their routes if some have a part of
// their own.
func (p Part) outbound() func(nodes.Caller) nodes.Caller {
	return byRoute(p, func(p Part) func(nodes.Caller) nodes.Caller { return p.Outbound }, caller)
}

// pick returns what the part makes of the choice of an instance, likewise.
func (p Part) pick() func(nodes.Picker) nodes.Picker {
	return byRoute(p, func(p Part) func(nodes.Picker) nodes.Picker { return p.Pick }, picker)
}

// watch returns what lets the part watch attempts, likewise.
func (p Part) watch() func(nodes.Caller) nodes.Caller {
	alone := len(p.Routes) == 0
	return byRoute(p, func(p Part) func(nodes.Caller) nodes.Caller {
		if p.Watch == nil {
			return nil
		}
		return func(c nodes.Caller) nodes.Caller {
			if !alone { // or it would be told of all that c is asked
				c = struct{ nodes.Caller }{c}
			}
			return nodes.Watched(c, p.Watch)
		}
	}, caller)
}

// byRoute returns the hook of a part or, where routes have parts of their own, one that
// gives each request that of its route. Nil is no hook.
func byRoute[T any](p Part, hook func(Part) func(T) T, choose func(routed[T]) T) func(T) T {
	rest := hook(p)
	if len(p.Routes) == 0 {
		return rest
	}
	some := rest != nil
	for _, r := range p.Routes {
		some = some || hook(r.Part) != nil
	}
	if !some {
		return nil
	}
	apply := func(f func(T) T, inner T) T {
		if f == nil {
			return inner
		}
		return f(inner)
	}
	return func(inner T) T {
		made := routed[T]{rest: apply(rest, inner)}
		for _, r := range p.Routes {
			made.routes = append(made.routes, r.Route)
			made.own = append(made.own, apply(hook(r.Part), inner))
		}
		return choose(made)
	}
}

// A routed is what is made of one thing for some routes, and for the rest.
type routed[T any] struct {
	routes []string
	own    []T
	rest   T
}

func (r routed[T]) of(route string) T {
	if i := slices.Index(r.routes, route); i >= 0 {
		return r.own[i]
	}
	return r.rest
}

// caller leads each call to what is made of its route.
func caller(r routed[nodes.Caller]) nodes.Caller { return crossroads{r} }

type crossroads struct{ routed[nodes.Caller] }

// Begin begins the call on its way.
func (c crossroads) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	return c.of(req.Route).Begin(to, req, done)
}

// picker has each request's instance chosen by what is made of its route.
func picker(r routed[nodes.Picker]) nodes.Picker {
	return nodes.PickerFunc(func(req *nodes.Request) net.ID { return r.of(req.Route).Pick(req) })
}
