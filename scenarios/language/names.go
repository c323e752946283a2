package language

import (
	"strings"

	"wavetank/scenarios/document"
)

// Limits on what a scenario may hold.
const (
	mostInstances = 200_000
	longestName   = 64
)

// names is who is who in a scenario. It is collected before anything else is
// read, so that a reference can be checked where it stands, whatever the order
// of the sections and whatever else is wrong.
type names struct {
	nodes    []string            // in document order
	routes   map[string][]string // of each node, in document order
	served   map[Target]bool     // the same as a set
	disks    map[string]bool     // nodes that have one
	loads    []string
	patterns []string
	variants []string          // once they have been read
	ends     []string          // all that a link can end at: nodes, instances, loads
	machines []string          // the same without the loads
	owner    map[string]string // the node of a node or an instance; "" for a load
}

// newNames returns who is who in a topology: nodes, loads and instances, in this
// order, so that an instance that is called like a node is the mistake of whoever
// counts instances. It calls clash for a name that stands for two things.
func newNames(t Topology, clash func(what, name, owner, other string)) *names {
	ns := &names{
		loads: t.Loads, routes: map[string][]string{}, served: map[Target]bool{}, disks: map[string]bool{}, owner: map[string]string{},
	}
	enter := func(what, name, owner string) {
		if other, taken := ns.owner[name]; taken {
			clash(what, name, owner, other)
			return
		}
		ns.owner[name] = owner
		ns.ends = append(ns.ends, name)
		if owner != "" {
			ns.machines = append(ns.machines, name)
		}
	}
	for _, g := range t.Groups {
		ns.nodes = append(ns.nodes, g.Name)
		ns.routes[g.Name], ns.disks[g.Name] = g.Routes, g.Disk
		for _, route := range g.Routes {
			ns.served[Target{g.Name, route}] = true
		}
		enter("node", g.Name, g.Name)
	}
	for _, name := range t.Loads {
		enter("load", name, "")
	}
	for _, g := range t.Groups {
		for _, name := range g.Instances {
			if name != g.Name {
				enter("instance", name, g.Name)
			}
		}
	}
	return ns
}

// collectNames reads the names in the document and complains about those that
// are not names or stand for two things.
func (r *reader) collectNames(root document.Value) *names {
	nodes, loads, patterns := root.Of("nodes"), root.Of("loads"), root.Of("patterns")
	r.checkNames(nodes, "node")
	r.checkNames(loads, "load")
	t, total := Topology{Loads: loads.Keys()}, 0
	for _, c := range nodes.Entries() {
		n := Node{Name: c.Key, Instances: 1}
		if k, ok := c.Of("instances").Val.(int64); ok && k > 1 && k <= mostInstances {
			n.Instances = int(k)
		}
		if total += n.Instances; total > mostInstances {
			n.Instances = 1
		}
		r.checkNames(c.Of("routes"), "route")
		t.Groups = append(t.Groups, Group{Name: c.Key, Instances: n.InstanceNames(), Routes: c.Of("routes").Keys(), Disk: c.Has("disk")})
	}
	if total > mostInstances {
		r.Complain(nodes.KeyAt(), "%d machines in all", total).Allow("at most %d", mostInstances)
	}
	ns := newNames(t, func(what, name, owner, other string) {
		at, whose := nodes.Of(owner), "a node"
		if what == "load" {
			at = loads.Of(name)
		}
		switch {
		case other == "":
			whose = "a load"
		case other != name:
			whose = "an instance of " + other
		}
		r.Complain(at.KeyAt(), "%s %q has the name of %s", what, name, whose).Allow("a name of its own for each node, instance and load")
	})
	if ns.patterns = patterns.Keys(); len(ns.patterns) > mostPatterns {
		r.Complain(patterns.Of(ns.patterns[mostPatterns]).KeyAt(), "too many patterns").Allow("at most %d", mostPatterns)
		ns.patterns = ns.patterns[:mostPatterns]
	}
	r.checkNames(patterns, "pattern")
	return ns
}

// checkNames complains about keys of a table that cannot be names.
func (r *reader) checkNames(table document.Value, what string) {
	for _, c := range table.Entries() {
		r.checkName(c.KeyAt(), c.Key, what)
	}
}

// checkName complains about a name at an offset that cannot be one.
func (r *reader) checkName(at int, name, what string) {
	if !IsName(name) {
		r.Complain(at, "%q cannot be the name of a %s", name, what).
			Allow("a letter, then letters, digits, _ and -, at most %d in all; not ending in -", longestName)
	}
}

// IsName reports whether a node, route, load, pattern or variant may be called
// so. Names stand in edges, targets and claims, where other signs have a meaning.
func IsName(s string) bool {
	if s == "" || len(s) > longestName || strings.HasSuffix(s, "-") {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || !letter && (c < '0' || c > '9') && c != '_' && c != '-') {
			return false
		}
	}
	return true
}

// checkEnd complains unless name is a node, an instance or a load.
func (r *reader) checkEnd(c document.Value, name string) bool {
	if _, ok := r.names.owner[name]; ok {
		return true
	}
	r.Complain(c.At(), "there is no node, instance or load %q", name).OneOf(name, r.names.ends)
	return false
}

func (r *reader) checkNode(c document.Value, name string) bool {
	switch owner, ok := r.names.owner[name]; {
	case !ok:
		r.Complain(c.At(), "there is no node %q", name).OneOf(name, r.names.nodes)
	case owner == "":
		r.Complain(c.At(), "%q is a load, not a node", name).OneOf(name, r.names.nodes)
	case owner != name:
		r.Complain(c.At(), "%q is one instance of a node", name).Allow("the node as a whole: %q", owner)
	default:
		return true
	}
	return false
}

// checkTarget complains unless text names a route of a node, as in
// "payment.charge".
func (r *reader) checkTarget(c document.Value, text string) (Target, bool) {
	node, route, ok := strings.Cut(text, ".")
	if !ok || node == "" || route == "" {
		r.Complain(c.At(), "%q does not name a route", text).Allow(`node and route, as in "payment.charge"`)
		return Target{}, false
	}
	t := Target{node, route}
	if !r.checkNode(c, node) {
		return t, false
	}
	if !r.names.served[t] {
		r.Complain(c.At(), "node %q has no route %q", node, route).OneOf(route, r.names.routes[node])
		return t, false
	}
	return t, true
}
