package scenarios

import (
	"strings"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// pattern returns the scenario's pattern of that name.
func (s *Scenario) pattern(name string) Pattern {
	for _, p := range s.Patterns {
		if p.Name == name {
			return p
		}
	}
	panic("scenarios: a variant names the unknown pattern " + name)
}

// outbound returns how the variant's patterns wrap the calls of a participant
// to its dependencies. Patterns wrap in the order of the variant, outermost
// first, so they are put on from the last to the first.
func (w *World) outbound(owner *sim.Owner, m *nodes.Node, group string) func(nodes.Dependency, nodes.Caller) nodes.Caller {
	return func(d nodes.Dependency, c nodes.Caller) nodes.Caller {
		for i := len(w.variant.Patterns) - 1; i >= 0; i-- {
			p := w.scenario.pattern(w.variant.Patterns[i])
			for _, e := range p.On {
				if !e.joins(owner.Name(), group, d.Name) {
					continue
				}
				site := w.site(p, owner, m, group)
				site.Peer, site.Peers, site.Pick = d.Name, w.groups[d.Name], d.Pick
				if part := build(p, site); part.Outbound != nil {
					c = part.Outbound(c)
				}
				break
			}
		}
		return c
	}
}

// site returns the place of a pattern at a participant.
func (w *World) site(p Pattern, owner *sim.Owner, m *nodes.Node, group string) patterns.Site {
	return patterns.Site{
		Owner: owner, Node: m, Net: w.Net, Group: group, Name: p.Name,
		Dial: func(route string) (nodes.Caller, nodes.Dependency) { return w.dial(owner, m, group, route) },
		Account: func(make func() any) any {
			if w.accounts[p.Name] == nil {
				w.accounts[p.Name] = make()
			}
			return w.accounts[p.Name]
		},
	}
}

// dial returns how a participant calls a route that a pattern names.
func (w *World) dial(owner *sim.Owner, m *nodes.Node, group, route string) (nodes.Caller, nodes.Dependency) {
	node, name, _ := strings.Cut(route, ".")
	d := w.dependency(Target{node, name})
	heeds := d.Heeds
	for _, n := range w.scenario.Nodes {
		heeds = heeds || n.Name == group && n.Cancel
	}
	return w.outbound(owner, m, group)(d, nodes.NewCaller(w.Net, w.id(owner), heeds)), d
}

// id returns the participant whose events are the owner's. A load looks for its
// own before it is listed: it is the latest then.
func (w *World) id(o *sim.Owner) net.ID {
	if ids := w.groups[o.Name()]; len(ids) > 0 {
		return ids[0]
	}
	return net.ID(w.Net.Len() - 1)
}

// build makes one part of a pattern.
func build(p Pattern, site patterns.Site) patterns.Part {
	door, ok := FindPattern(p.Kind)
	if !ok {
		panic("scenarios: the catalog lost " + p.Kind)
	}
	return door.Build(site, p.Config)
}

// joins reports whether an edge is, in one of its directions, one from the
// caller, which may be an instance of a group, to the dependency.
func (e Edge) joins(caller, group, dependency string) bool {
	for _, d := range e.directions() {
		from := d.From == "*" || d.From == caller || d.From == group
		to := d.To == "*" || d.To == dependency
		if !e.IsNode() && from && to {
			return true
		}
	}
	return false
}

// groupOf returns the node or load that a participant belongs to.
func (w *World) groupOf(name string) string {
	if ids := w.groups[name]; len(ids) > 0 {
		return w.owner[ids[0]]
	}
	return ""
}

// parts is what the variant's patterns add to a machine as a whole.
type parts struct {
	inbound func(nodes.Handler) nodes.Handler
	runs    []func(*sim.Proc, *nodes.Node)
}

// partsOf builds the patterns that are laid on a machine or its node.
func (w *World) partsOf(m *nodes.Node, group string) parts {
	var all parts
	var wraps []func(nodes.Handler) nodes.Handler
	for _, name := range w.variant.Patterns {
		p := w.scenario.pattern(name)
		for _, e := range p.On {
			if !e.IsNode() || e.From != m.Name() && e.From != group {
				continue
			}
			site := w.site(p, m.Owner(), m, group)
			site.Peers = w.groups[group]
			part := build(p, site)
			if part.Inbound != nil {
				wraps = append(wraps, part.Inbound)
			}
			if part.Run != nil {
				all.runs = append(all.runs, part.Run)
			}
			break
		}
	}
	if wraps != nil {
		all.inbound = func(h nodes.Handler) nodes.Handler {
			for i := len(wraps) - 1; i >= 0; i-- {
				h = wraps[i](h)
			}
			return h
		}
	}
	return all
}
