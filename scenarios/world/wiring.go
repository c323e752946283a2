package world

import (
	"cmp"
	"slices"
	"strings"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// outbound returns what the variant's patterns make of the calls of a
// participant to its dependencies. Patterns wrap in the order of the variant,
// outermost first.
func (w *World) outbound(owner *sim.Owner, m *nodes.Node, group string) nodes.Outbound {
	return func(d nodes.Dependency, c nodes.Caller) (nodes.Caller, nodes.Picker) {
		if w.Meters != nil {
			nodes.Metered(c, w.Meters.Edge(group, d.Name))
		}
		pick, view := &choice{d.Pick}, patterns.NewAvailability(w.Sim, d.Instances, w.index.nodes[d.Name].Pick == "shard")
		view.Heed(w.withdrawal(d.Name))
		site := w.site(owner, m, group)
		site.Peer, site.Pick, site.Available = d.Name, pick, view
		lone := len(d.Instances) < len(w.groups[d.Name])
		if lone { // a load that calls one by its name
			site.Peers = d.Instances
		}
		all := w.stack(w.Variant.Patterns, site)
		if c = view.Guard(c); all.Outbound != nil {
			c = all.Outbound(c)
		}
		if chosen := view.Picker(d.Pick, all.Pick); chosen != nil && !lone {
			pick.Picker = chosen
			return c, pick
		}
		return c, nil
	}
}

// A choice is the Picker of an edge, which its patterns know before they have all
// had their say.
type choice struct{ nodes.Picker }

// site returns the place of patterns at a participant.
func (w *World) site(owner *sim.Owner, m *nodes.Node, group string) patterns.Site {
	return patterns.Site{
		Owner: owner, Node: m, Net: w.Net, Group: group,
		Dial: func(route string) (nodes.Caller, nodes.Dependency) { return w.dial(owner, m, group, route) },
	}
}

// of returns the site as that of a pattern.
func (w *World) of(name string, site patterns.Site) patterns.Site {
	site.Name = name
	site.Stack = func(names []string, view *patterns.Availability) patterns.Part {
		carried := site
		carried.Available = view
		return w.stack(names, carried)
	}
	site.Account = func(make func() any) any {
		if w.accounts[name] == nil {
			w.accounts[name] = make()
		}
		return w.accounts[name]
	}
	return site
}

// stack builds what a list of patterns adds to a place, outermost first.
func (w *World) stack(names []string, site patterns.Site) patterns.Part {
	var parts []patterns.Part
	for _, name := range names {
		part := w.part(name, site)
		if site.Peer != "" {
			w.route(name, names, site, &part)
		}
		parts = append(parts, part)
	}
	return patterns.Stack(parts...)
}

// part builds what a pattern adds to a place: because it lies there or, to an
// edge, because it lies on the calling node and reaches out.
func (w *World) part(name string, site patterns.Site) patterns.Part {
	p := w.index.pattern(name)
	site = w.of(name, site)
	if site.Peers == nil || !p.edges {
		site.Peers = w.peers(name, cmp.Or(site.Peer, site.Group))
	}
	switch {
	case p.liesAt(site):
		return p.build(site, p.Config)
	case site.Peer != "" && site.Route == "" && site.Node != nil:
		if laid := w.laid[site.Node.ID()][name]; laid.Edge != nil {
			return laid.Edge(site)
		}
	}
	return patterns.Part{}
}

// route gives the part of a pattern on an edge parts of its own for the routes of the
// edge that the pattern names, and none for those that others of its kind in the list
// name and it does not: on the calls of a route the one that names it takes their place.
func (w *World) route(name string, names []string, site patterns.Site, part *patterns.Part) {
	view, kind := site.Available, w.index.pattern(name).Kind
	if !w.index.routed[kind] {
		return
	}
	for _, other := range names {
		if w.index.pattern(other).Kind != kind {
			continue
		}
		for _, route := range w.index.pattern(other).routesOn(site) {
			if slices.ContainsFunc(part.Routes, func(r patterns.RoutePart) bool { return r.Route == route }) {
				continue
			}
			site.Route, site.Available = route, view.Of(route)
			part.Routes = append(part.Routes, patterns.RoutePart{Route: route, Part: w.part(name, site)})
		}
	}
}

// peers returns the machines that are of one group with those of a node, as far as
// a pattern goes: all its members where it makes one group of several nodes.
func (w *World) peers(name, node string) []net.ID {
	members := w.index.pattern(name).members
	if !slices.Contains(members, node) {
		return w.groups[node]
	}
	var all []net.ID
	for _, member := range members {
		all = append(all, w.groups[member]...)
	}
	return all
}

// groupWith returns the machines of a node or, where the variant makes one group of it
// and others, of all of them.
func (w *World) groupWith(node string) []net.ID {
	for _, name := range w.Variant.Patterns {
		if slices.Contains(w.index.pattern(name).members, node) {
			return w.peers(name, node)
		}
	}
	return w.groups[node]
}

// ways returns what a file may call a site.
func ways(site patterns.Site) []fault.Edge {
	if site.Peer == "" {
		return []fault.Edge{{From: site.Owner.Name()}, {From: site.Group}}
	}
	to, group := site.Peer, site.Group
	return []fault.Edge{{From: group, To: to}, {From: "*", To: to}, {From: group, To: "*"}}
}

// liesAt reports whether the scenario puts the pattern at the site.
func (p pattern) liesAt(site patterns.Site) bool {
	return slices.ContainsFunc(ways(site), func(e fault.Edge) bool {
		e.Route = site.Route
		return p.at[e]
	})
}

// routesOn returns the routes that the pattern names of the edge at a site.
func (p pattern) routesOn(site patterns.Site) []string {
	var routes []string
	for _, e := range ways(site) {
		routes = append(routes, p.routes[e]...)
	}
	return routes
}

// dial returns how a participant calls a route that a pattern names.
func (w *World) dial(owner *sim.Owner, m *nodes.Node, group, route string) (nodes.Caller, nodes.Dependency) {
	node, name, _ := strings.Cut(route, ".")
	d := w.dependency(language.Target{Node: node, Route: name}, owner.Name())
	heeds := d.Heeds
	if n := w.index.nodes[group]; n != nil {
		heeds = heeds || n.Cancel
	}
	caller, pick := w.outbound(owner, m, group)(d, nodes.NewCaller(w.Net, w.id(owner), heeds))
	if pick != nil {
		d.Pick = pick
	}
	return caller, d
}

// id returns the participant whose events are the owner's. A load looks for its
// own before it is listed: it is the latest then.
func (w *World) id(o *sim.Owner) net.ID {
	if ids := w.groups[o.Name()]; len(ids) > 0 {
		return ids[0]
	}
	return net.ID(w.Net.Len() - 1)
}

// isOf reports whether a participant is a node, load or instance, or one of its own.
func (w *World) isOf(participant, name string) bool {
	ids := w.groups[participant]
	return len(ids) > 0 && slices.Contains(w.groups[name], ids[0])
}

// withdrawal returns which machines of a node are taken away, nil if no pattern of the
// variant could take one.
func (w *World) withdrawal(node string) *patterns.Withdrawal {
	if w.away[node] == nil && slices.ContainsFunc(w.Variant.Patterns, func(name string) bool {
		p := w.index.pattern(name)
		return p.takes && slices.ContainsFunc(p.On, func(e fault.Edge) bool { return e.To == "" && w.isOf(e.From, node) })
	}) {
		w.away[node] = new(patterns.Withdrawal)
	}
	return w.away[node]
}

// layOn builds the patterns that are laid on a machine or its node, and returns
// them as one. The machine remembers them, until its next boot.
func (w *World) layOn(m *nodes.Node, group string) (all patterns.Part, runs []func(*sim.Proc, *nodes.Node)) {
	var parts []patterns.Part
	laid := make(map[string]patterns.Part)
	w.laid[m.ID()] = laid
	for _, name := range w.Variant.Patterns {
		site := w.site(m.Owner(), m, group)
		site.Withdraw = func(out bool) { w.withdrawal(group).Set(m.ID(), out) }
		if w.index.pattern(name).shares {
			site.Database = w.database(group)
		}
		part := w.part(name, site)
		laid[name] = part
		parts = append(parts, part)
		if part.Run != nil {
			runs = append(runs, part.Run)
		}
	}
	return patterns.Stack(parts...), runs
}
