package language

import (
	"strconv"
	"strings"

	"wavetank/scenarios/document"
)

// Limits on what a scenario may hold.
const (
	mostInstances = 20_000
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
	owner    map[string]string // the node of a node or an instance; "" for a load
	machines map[string]int    // instances of each node
}

// collectNames reads the names in the document and complains about those that
// are not names or stand for two things.
func (r *reader) collectNames(root document.Value) *names {
	ns := &names{
		routes: map[string][]string{}, served: map[Target]bool{}, disks: map[string]bool{},
		owner: map[string]string{}, machines: map[string]int{},
	}
	nodes := root.Of("nodes")
	total := 0
	for _, name := range nodes.Keys() {
		node := nodes.Of(name)
		routes := node.Of("routes")
		ns.nodes = append(ns.nodes, name)
		ns.routes[name] = routes.Keys()
		ns.disks[name] = node.Has("disk")
		for _, route := range routes.Keys() {
			r.checkName(routes.Of(route).KeyAt(), route, "route")
			ns.served[Target{name, route}] = true
		}
		ns.machines[name] = 1
		if n := node.Of("instances"); n.Val != nil {
			if k, ok := n.Val.(int64); ok && k > 1 && k <= mostInstances {
				ns.machines[name] = int(k)
			}
		}
		total += ns.machines[name]
	}
	if total > mostInstances {
		r.Complain(nodes.KeyAt(), "%d machines in all", total).Allow("at most %d", mostInstances)
		return ns
	}
	r.collectEnds(root, nodes, ns)
	patterns := root.Of("patterns")
	for i, name := range patterns.Keys() {
		if i == mostPatterns {
			r.Complain(patterns.Of(name).KeyAt(), "too many patterns").Allow("at most %d", mostPatterns)
			break
		}
		r.checkName(patterns.Of(name).KeyAt(), name, "pattern")
		ns.patterns = append(ns.patterns, name)
	}
	return ns
}

// collectEnds enters nodes, loads and instances, in this order: an instance
// that is called like a node is the mistake of whoever counts instances.
func (r *reader) collectEnds(root, nodes document.Value, ns *names) {
	enter := func(name, owner, what string, at document.Value) {
		if other, taken := ns.owner[name]; taken {
			whose := "a node"
			switch {
			case other == "":
				whose = "a load"
			case other != name:
				whose = "an instance of " + other
			}
			r.Complain(at.KeyAt(), "%s %q has the name of %s", what, name, whose).Allow("a name of its own for each node, instance and load")
			return
		}
		ns.owner[name] = owner
		ns.ends = append(ns.ends, name)
	}
	for _, name := range nodes.Keys() {
		r.checkName(nodes.Of(name).KeyAt(), name, "node")
		enter(name, name, "node", nodes.Of(name))
	}
	loads := root.Of("loads")
	for _, name := range loads.Keys() {
		r.checkName(loads.Of(name).KeyAt(), name, "load")
		ns.loads = append(ns.loads, name)
		enter(name, "", "load", loads.Of(name))
	}
	for _, name := range ns.nodes {
		if ns.machines[name] < 2 {
			continue
		}
		for i := range ns.machines[name] {
			enter(name+"-"+strconv.Itoa(i+1), name, "instance", nodes.Of(name))
		}
	}
}

// checkName complains about a name at an offset that cannot be one.
func (r *reader) checkName(at int, name, what string) {
	if !isName(name) {
		r.Complain(at, "%q cannot be the name of a %s", name, what).
			Allow("a letter, then letters, digits, _ and -, at most %d in all; not ending in -", longestName)
	}
}

// isName reports whether a node, route, load, pattern or variant may be called
// so. Names stand in edges, targets and claims, where other signs have a meaning.
func isName(s string) bool {
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
