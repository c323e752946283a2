package scenarios

import (
	"slices"
	"strings"
)

// checkEffect judges what a fault does: who it hits must exist and must have
// what the fault spoils.
func (r *reader) checkEffect(c cursor, effect any, s *Scenario) {
	switch e := effect.(type) {
	case *Crash:
		r.checkBeside(c, e.Pattern, r.checkVictims(c, e.Nodes, s), s)
		if e.Pattern != "" && e.Silent {
			r.idle(c, "silent", "a process that crashes alone leaves its machine to tell of it", "the crash of a whole machine")
		}
	case *Pause:
		r.checkBeside(c, e.Pattern, r.checkVictims(c, e.Nodes, s), s)
	case *Hang:
		r.checkBeside(c, e.Pattern, r.checkVictims(c, e.Nodes, s), s)
	case *Slow:
		r.checkBeside(c, e.Pattern, r.checkVictims(c, e.Nodes, s), s)
	case *Gray:
		if nodes := r.checkVictims(c, e.Nodes, s); c.has("spare") {
			spare, _ := c.get("spare")
			items, _ := spare.list()
			for i, route := range e.Spare {
				r.checkRoute(items[i], route, nodes)
			}
		}
	case *Errors:
		nodes := r.checkVictims(c, e.Nodes, s)
		if route, ok := c.get("route"); ok {
			r.checkRoute(route, e.Route, nodes)
		}
	case *Partition:
		r.checkPartition(c, e)
	case *ClockStep:
		r.checkVictims(c, e.Nodes, s)
		r.checkMoves(c, e.By == 0)
	case *ClockDrift:
		r.checkVictims(c, e.Nodes, s)
		r.checkMoves(c, e.By == 0)
	case *DiskSlow:
		r.checkDisks(c, r.checkVictims(c, e.Nodes, s))
	case *DiskFull:
		r.checkDisks(c, r.checkVictims(c, e.Nodes, s))
	case *Loss:
		r.checkFaultLink(c, e.Link)
	case *BurstLoss:
		r.checkFaultLink(c, e.Link)
	case *Delay:
		r.checkFaultLink(c, e.Link)
	case *Duplicate:
		r.checkFaultLink(c, e.Link)
	case *Disorder:
		r.checkFaultLink(c, e.Link)
	case *Throttle:
		r.checkFaultLink(c, e.Link)
	}
}

// checkBeside complains about a pattern that runs no process of its own on a node
// that is hit; "" is none.
func (r *reader) checkBeside(c cursor, pattern string, nodes []string, s *Scenario) {
	name, _ := c.get("pattern")
	for _, p := range s.Patterns {
		if p.Name != pattern {
			continue
		}
		if r.opts.Beside == nil || !r.opts.Beside(p.Kind) {
			r.add(name.at.value, "a %s runs nothing that a fault could strike alone", p.Kind).allow("a pattern with a process beside the node's program, such as a sidecar")
			return
		}
		for _, node := range nodes {
			if !slices.Contains(p.On, Edge{From: node}) {
				r.add(name.at.value, "the pattern %q does not lie on %q", p.Name, node).allow("a node that it lies on")
			}
		}
	}
}

// checkVictims complains about victims that do not exist or stand there twice,
// and returns the nodes hit.
func (r *reader) checkVictims(c cursor, victims []Victim, s *Scenario) []string {
	node, _ := c.get("node")
	items, isList := node.list()
	if !isList {
		items = []cursor{node}
	}
	if len(victims) == 0 {
		r.add(node.at.value, "a fault that hits nobody").allow(`a node such as "a", "a-2", "a:any" or "a:leader", or a list of them`)
	}
	var nodes []string
	seen := map[Victim]bool{}
	for i, v := range victims {
		owner, known := r.names.owner[v.Name]
		switch {
		case !known:
			words := slices.DeleteFunc(slices.Clone(r.names.ends), func(s string) bool { return r.names.owner[s] == "" })
			r.add(items[i].at.value, "there is no node or instance %q", v.Name).oneOf(v.Name, words)
		case owner == "":
			r.add(items[i].at.value, "%q is a load, not a node", v.Name).oneOf(v.Name, r.names.nodes)
		case (v.Any || v.Leader) && owner != v.Name:
			r.add(items[i].at.value, "%q is one instance already", v.Name).allow("%q or %q", strings.Replace(v.String(), v.Name, owner, 1), v.Name)
		case v.Leader && !r.checkLeader(items[i], v.Name, s):
		case seen[v] || seen[Victim{Name: owner}]:
			r.add(items[i].at.value, "%q is hit twice", v.Name).allow("each machine once")
		default:
			nodes = append(nodes, owner)
		}
		seen[v] = true
	}
	return nodes
}

// checkLeader complains unless a pattern that has a leader lies on a node.
func (r *reader) checkLeader(c cursor, node string, s *Scenario) bool {
	if r.opts.Leads == nil || slices.ContainsFunc(s.Patterns, func(p Pattern) bool {
		return contains(r.opts.Leads, p.Kind) && slices.Contains(p.On, Edge{From: node})
	}) {
		return true
	}
	r.add(c.at.value, "nothing chooses a leader of %q", node).
		allow("a node on which a pattern lies that has a leader: one of kind %s", strings.Join(r.opts.Leads, ", "))
	return false
}

// checkRoute complains unless one of the nodes has the route.
func (r *reader) checkRoute(c cursor, route string, nodes []string) {
	var words []string
	for _, node := range nodes {
		if r.names.served[Target{node, route}] {
			return
		}
		words = append(words, r.names.routes[node]...)
	}
	if len(nodes) > 0 {
		r.add(c.at.value, "none of the nodes hit has a route %q", route).oneOf(route, slices.Compact(slices.Sorted(slices.Values(words))))
	}
}

// checkDisks complains about nodes without a disk.
func (r *reader) checkDisks(c cursor, nodes []string) {
	for _, name := range nodes {
		if !r.names.disks[name] {
			node, _ := c.get("node")
			r.add(node.at.value, "node %q has no disk", name).allow(`a node with disk = { write = "1ms", fsync = "5ms" }`)
			return
		}
	}
}

// checkMoves complains about a clock fault that leaves the clock as it is.
func (r *reader) checkMoves(c cursor, still bool) {
	if by, _ := c.get("by"); still {
		r.add(by.at.value, "a clock fault that changes nothing").allow("anything but zero")
	}
}

// checkFaultLink complains about a link whose ends do not exist.
func (r *reader) checkFaultLink(c cursor, e Edge) {
	link, _ := c.get("link")
	if e.IsNode() {
		r.add(link.at.value, "%q is not a link", e.From).allow("%q, %q or %q", e.From+" -> *", "* -> "+e.From, "*")
		return
	}
	r.checkEdgeEnds(link, e)
}

// checkPartition judges groups and shape.
func (r *reader) checkPartition(c cursor, p *Partition) {
	groups, grouped := c.get("groups")
	isolate, isolated := c.get("isolate")
	if grouped == isolated {
		r.add(c.at.key, "a partition has either groups or one to isolate").allow(`exactly one of groups = [["a"], ["b", "c"]] and isolate = "a"`)
		return
	}
	if p.Shape != "bridge" {
		r.idle(c, "bridge", "only the shape bridge has one", `shape = "bridge"`)
	}
	if isolated {
		r.idle(c, "shape", "one end is cut off from all others", "groups")
		r.checkEnd(isolate, p.Isolate)
		return
	}
	want := "two groups or more"
	ok := len(p.Groups) >= 2
	if p.Shape != "split" {
		want, ok = "exactly two groups", len(p.Groups) == 2
	}
	if !ok {
		r.add(groups.at.value, "wrong number of groups for the shape %q: %d", p.Shape, len(p.Groups)).allow("%s", want)
	}
	seen := map[string]bool{}
	lists, _ := groups.list()
	for i, group := range p.Groups {
		r.checkMembers(lists[i], group, seen)
	}
	if p.Shape == "bridge" {
		bridge, ok := c.get("bridge")
		if !ok {
			r.add(c.at.key, `"bridge" is missing in %s`, c.label).allow(`bridge = ["n"], who sees both groups`)
			return
		}
		r.checkMembers(bridge, p.Bridge, seen)
	}
}

// checkMembers judges one side of a partition. Whoever is on a side is not on
// another: seen holds the nodes and instances of the sides before.
func (r *reader) checkMembers(c cursor, members []string, seen map[string]bool) {
	if len(members) == 0 {
		r.add(c.at.value, "a group without members").allow("at least one node, instance or load")
	}
	items, _ := c.list()
	for i, name := range members {
		if !r.checkEnd(items[i], name) {
			continue
		}
		owner := r.names.owner[name]
		twice := seen[name] || seen["all of "+owner]
		if owner == name {
			twice = twice || seen["some of "+name]
			seen["all of "+name] = true
		}
		if twice {
			r.add(items[i].at.value, "%q stands on two sides, or twice", name).allow("each machine on one side")
		}
		seen[name], seen["some of "+owner] = true, true
	}
}
