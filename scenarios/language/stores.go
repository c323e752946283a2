package language

import (
	"slices"

	"wavetank/patterns"
	"wavetank/patterns/catalog"
	"wavetank/patterns/knob"
	"wavetank/scenarios/fault"
)

// Stores returns, for each route that loads ask, the node that stands for the store of the
// items which it reads or writes; nil if all are of one store. Nodes are of one store where
// a request may lead from one to the other, and where a pattern keeps what one is told at
// the other, such as a group or a read model. Others have items of their own.
func (s *Scenario) Stores() map[Target]string {
	does, of := s.Does(), make(map[string]string)
	if !s.keptApart(does) {
		return nil
	}
	store := func(node string) string {
		for of[node] != "" {
			node = of[node]
		}
		return node
	}
	stores := make(map[Target]string)
	for _, t := range s.asked() {
		if does[t].Op == "none" {
			continue
		}
		for _, at := range s.reached(t) {
			if does[at].Op == "none" || does[at].Behind {
				continue
			}
			switch first, other := stores[t], store(at.Node); {
			case first == "":
				stores[t] = at.Node
			case store(first) != other:
				of[other] = store(first)
			}
		}
	}
	one := true
	for t, node := range stores {
		stores[t] = store(node)
	}
	for _, a := range stores {
		for _, b := range stores {
			one = one && a == b
		}
	}
	if one {
		return nil
	}
	return stores
}

// keptApart reports whether several nodes have items.
func (s *Scenario) keptApart(does map[Target]Does) bool {
	nodes := 0
	for _, n := range s.Nodes {
		if slices.ContainsFunc(n.Routes, func(r Route) bool { d := does[Target{n.Name, r.Name}]; return d.Op != "none" && !d.Behind }) {
			nodes++
		}
	}
	return nodes > 1
}

// WritesSilently reports whether a request that its load does not call a write may write on
// its way: a step of a saga, a message that a broker delivers, a call that need not be made.
func (s *Scenario) WritesSilently() bool {
	does, routes := s.Does(), s.Routes()
	return s.untouched("write") == "" && slices.ContainsFunc(s.asked(), func(t Target) bool {
		return does[t].Op == "none" && slices.ContainsFunc(s.reached(t), func(at Target) bool { return routes[at].Op == "write" })
	})
}

// asked returns the routes that loads ask.
func (s *Scenario) asked() (targets []Target) {
	for _, l := range s.Loads {
		for _, t := range l.To {
			targets = append(targets, t.To)
		}
	}
	return targets
}

// reached returns the routes that a request to a route may come to, itself first: by calls,
// and by patterns that lie there or name one of them.
func (s *Scenario) reached(t Target) (reached []Target) {
	routes := s.Routes()
	var visit func(Target)
	visit = func(t Target) {
		r := routes[t]
		if r == nil || slices.Contains(reached, t) {
			return
		}
		reached = append(reached, t)
		for c := range r.Singles() {
			visit(c.To)
		}
		for _, p := range s.Patterns {
			if p.Config == nil {
				continue
			}
			named := knob.References(p.Config, "route", "own route")
			door, _ := catalog.Find(p.Kind)
			group := door.Group && slices.Contains(p.On, fault.Edge{From: t.Node})
			if !group && !slices.Contains(named, t.String()) && !slices.ContainsFunc(p.On, func(e fault.Edge) bool {
				return (e.To == t.Node || e.To == "*") && (e.Route == "" || e.Route == t.Route)
			}) {
				continue
			}
			for _, route := range named {
				visit(Target{patterns.NodeOf(route), patterns.RouteOf(route)})
			}
			for _, n := range s.Nodes {
				if !group || !slices.Contains(p.On, fault.Edge{From: n.Name}) {
					continue
				}
				for _, r := range n.Routes {
					visit(Target{n.Name, r.Name})
				}
			}
		}
	}
	visit(t)
	return reached
}
