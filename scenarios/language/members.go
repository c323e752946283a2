package language

import (
	"reflect"
	"slices"
	"strings"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

// mostMembers bounds a group, of which each member may know all others.
const mostMembers = 10_000

// checkMembers complains about a group that is too large, about the number of a member
// that it does not have, and about several nodes that do not serve the same: a client may
// come to any of its members.
func (r *reader) checkMembers(c document.Value, p Pattern) {
	members := p.Members()
	if !r.door(p.Kind).Group || len(members) == 0 {
		return
	}
	on := c.Of("on")
	machines := 0
	for _, name := range members {
		machines += r.nodes[name].Instances
	}
	if machines > mostMembers {
		r.Complain(on.At(), "a group of %d machines", machines).Allow("at most %d", mostMembers)
	}
	r.checkAcquaintances(on, p, machines)
	for _, f := range knob.Fields(reflect.ValueOf(p.Config).Elem()) {
		if f.Kind == "member" && f.Value.Int() > int64(machines) {
			r.Complain(c.Of(f.Key).At(), "there is no member %d: the group has %d", f.Value.Int(), machines).Allow("1 to %d", machines)
		}
	}
	first := r.nodes[members[0]]
	for _, name := range members[1:] {
		n := r.nodes[name]
		for _, pair := range [][2]*Node{{first, n}, {n, first}} {
			for _, route := range pair[0].Routes {
				same := func(other Route) bool { return other.Name == route.Name && other.Op == route.Op }
				if route.Op == "none" || slices.ContainsFunc(pair[1].Routes, same) {
					continue
				}
				r.Complain(on.At(), "%s and %s are members of one group, and only %s has the route %s with op = %q: a client may come to any member",
					first.Name, name, pair[0].Name, route.Name, route.Op).
					Allow("nodes with the same routes; or a pattern of its own for each group")
				return
			}
		}
	}
}

// checkAnyMember complains about calls that the pattern sends to any member of its group,
// and that one of them does not serve.
func (r *reader) checkAnyMember(c document.Value, p Pattern, s *Scenario) {
	members := p.Members()
	if !r.door(p.Kind).Group || len(members) < 2 {
		return
	}
	traffic, _ := s.traffic(nil)
	routes := s.Routes()
	for i, on := range p.On {
		for _, e := range traffic {
			if e.Route == "" || on.To != e.To || on.From != e.From && on.From != "*" || !slices.Contains(members, e.To) {
				continue
			}
			for _, name := range members {
				if routes[Target{name, e.Route}] == nil {
					r.Complain(c.Of("on").Items()[i].At(), "%s is a member of the group, too, and has no route %s: the pattern sends these calls to any member", name, e.Route).
						Allow("nodes with the same routes; or a pattern of its own for each service")
					return
				}
			}
		}
	}
}

// checkIdleNode complains about a node on which a pattern does nothing: all that it does
// is at the routes that it names, and none is of the node.
func (r *reader) checkIdleNode(c document.Value, p Pattern) {
	own := knob.References(p.Config, "own route")
	if len(own) == 0 || r.door(p.Kind).Group {
		return
	}
	for i, e := range p.On {
		here := func(route string) bool { return strings.HasPrefix(route, e.From+".") }
		if e.IsNode() && !slices.ContainsFunc(own, here) {
			on := c.Of("on")
			r.Complain(on.Items()[i].At(), "the pattern does nothing on %s: it names no route of it", e.From).
				Allow("the nodes of the routes that it names; for one service on several machines, one node with instances")
			return
		}
	}
}

// checkEach complains about a list that has something to say of each instance of what is
// called, and says it of more or fewer.
func (r *reader) checkEach(c document.Value, p Pattern, s *Scenario) {
	key, n := knob.Listed(p.Config, "of each instance")
	if n == 0 {
		return
	}
	traffic, _ := s.traffic(nil)
	for _, e := range traffic {
		if !slices.ContainsFunc(p.On, func(on fault.Edge) bool { return on.To == e.To || on.To == "*" && on.From == e.From }) {
			continue
		}
		if has := r.nodes[e.To].Instances; has != n {
			r.Complain(c.Of(key).At(), "there are %d %s, and %s has %d instances", n, key, e.To, has).Allow("one for each instance")
			return
		}
	}
}
