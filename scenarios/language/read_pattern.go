package language

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

// Limits on what a comparison may hold.
const (
	mostPatterns = 1000
	mostEdges    = 1000 // of one pattern
	mostVariants = 100
)

func (r *reader) allPatterns(root document.Value, s *Scenario) []Pattern {
	var patterns []Pattern
	sound := r.Clean()
	var judged []document.Value // the first patterns, as far as nothing is wrong
	for _, c := range r.sections(root, "patterns") {
		p := Pattern{Name: c.Key, Pos: r.pos(c)}
		if !c.IsTable() {
			r.Mistyped(c, "a table")
			continue
		}
		if c.Has("like") && !c.Has("kind") {
			continue // there is nothing that it is like
		}
		p.Config = r.patternConfig(c, &p)
		p.On = r.patternEdges(c, p.Kind)
		patterns = append(patterns, p)
		if sound && r.Clean() {
			judged = append(judged, c)
		}
	}
	for i, c := range judged {
		r.checkCarried(c, patterns[i], patterns)
		r.checkHome(c, patterns[i])
		r.checkMembers(c, patterns[i])
		r.checkIdleNode(c, patterns[i])
		r.checkOne(c, patterns[i])
	}
	if sound && r.Clean() {
		r.checkKept(root, patterns, s)
	}
	traffic, used := s.traffic(patterns[:len(judged)])
	for i, c := range judged {
		r.checkCalled(c, patterns[i], traffic, used)
	}
	return patterns
}

// patternConfig reads the kind of a pattern and, by its tags, the Config of
// that kind. It is nil if anything is wrong.
func (r *reader) patternConfig(c document.Value, p *Pattern) any {
	var ok bool
	if p.Kind, ok = r.kind(c, "pattern", r.kinds(nil)); !ok {
		return nil
	}
	config := r.door(p.Kind).Config()
	if !r.table(c, []any{config}, "kind", "on", "like") {
		return nil
	}
	if err := knob.Check(config); err != nil {
		r.Complain(blamed(c, err), "%s", err).Allow("what describe says about %s", p.Kind)
		return nil
	}
	return config
}

// blamed returns the offset of the key that a *knob.FieldError names, or that of
// the table.
func blamed(c document.Value, err error) int {
	wrong := (*knob.FieldError)(nil)
	if !errors.As(err, &wrong) {
		return c.KeyAt()
	}
	at := c
	for part := range strings.SplitSeq(wrong.Field, ".") {
		if items, ok := at.List(); ok {
			n, _ := strconv.Atoi(part)
			at = items[n-1]
			continue
		}
		var ok bool
		if at, ok = at.Get(part); !ok {
			return c.KeyAt()
		}
	}
	return at.At()
}

// patternEdges reads where a pattern lies. Only loads and whole nodes have
// patterns.
func (r *reader) patternEdges(c document.Value, kind string) []fault.Edge {
	const usage = `an edge such as "a -> b", "a -> *" or "* -> b", a list of edges, or a node such as "a"`
	on, ok := c.Get("on")
	if !ok {
		r.Complain(c.KeyAt(), `"on" is missing in %s`, c.Label).Allow(usage)
		return nil
	}
	items := on.Items()
	switch {
	case len(items) == 0:
		r.Complain(on.At(), "a pattern that lies nowhere").Allow(usage)
	case len(items) > mostEdges:
		r.Complain(items[mostEdges].At(), "a pattern on too many edges").Allow("at most %d", mostEdges)
		items = items[:mostEdges]
	}
	door := r.door(kind)
	var edges []fault.Edge
	for _, item := range items {
		text, ok := item.Val.(string)
		if !ok {
			r.Mistyped(item, usage)
			continue
		}
		edge, err := parseEdge(text)
		switch {
		case err != nil:
			r.refuse(item, err, usage)
		case !r.checkPatternEdge(item, edge):
		case edge.IsNode() && door.Edges:
			r.Complain(item.At(), "a %s lies between callers and what they call, not on a node", kind).
				Allow("%q for the calls that it makes, or %q for those that it gets", text+" -> *", "* -> "+text)
		case !edge.IsNode() && door.Queues:
			r.Complain(item.At(), "a %s keeps the queue of a node, and no edge has one", kind).OneOf(edge.To, r.names.nodes)
		case slices.Contains(edges, edge):
			r.Complain(item.At(), "%q stands here twice", text).Allow("each edge once")
		default:
			edges = append(edges, edge)
		}
	}
	return edges
}

func (r *reader) checkPatternEdge(c document.Value, e fault.Edge) bool {
	switch {
	case e.IsNode():
		return r.checkNode(c, e.From)
	case e.Both:
		r.Complain(c.At(), "a pattern lies on one direction").Allow("%q, %q", e.From+" -> "+e.To, e.To+" -> "+e.From)
		return false
	case e.From == "*" && e.To == "*":
		r.Complain(c.At(), "a pattern cannot lie on every link").Allow(`"a -> b", "a -> *" or "* -> b"`)
		return false
	}
	ok := true
	switch owner, known := r.names.owner[e.From]; {
	case e.From == "*" || known && owner == "": // anybody, or a load
	case known:
		ok = r.checkNode(c, e.From)
	default:
		ok = false
		r.Complain(c.At(), "there is no node or load %q", e.From).OneOf(e.From, slices.Concat(r.names.nodes, r.names.loads))
	}
	return (e.To == "*" || r.checkNode(c, e.To)) && ok
}

// checkCalled complains about edges on which nobody calls.
func (r *reader) checkCalled(c document.Value, p Pattern, traffic []fault.Edge, used map[fault.Edge]bool) {
	on := c.Of("on")
	items := on.Items()
	for i, e := range p.On {
		if e.IsNode() || used[e] {
			continue
		}
		r.Complain(items[i].At(), "nobody calls on %q: the pattern could never act", e).OneOf(e.String(), spelled(traffic))
		return
	}
}

// checkCarried complains about a pattern that names another which names others in
// turn, or itself: what is carried carries nothing.
func (r *reader) checkCarried(c document.Value, p Pattern, patterns []Pattern) {
	for _, name := range knob.References(p.Config, "pattern") {
		for _, other := range patterns {
			switch {
			case other.Name != name:
			case len(knob.References(other.Config, "pattern")) > 0:
				r.Complain(c.KeyAt(), "%q names %q, which names patterns itself", p.Name, name).Allow("patterns that name no others")
			case r.door(other.Kind).Queues:
				r.Complain(c.KeyAt(), "%q names %q, which keeps the queue of a node's program", p.Name, name).Allow("patterns of calls and requests")
			}
		}
	}
}

// checkHome complains about a pattern that does not lie where it says what it does.
func (r *reader) checkHome(c document.Value, p Pattern) {
	for _, route := range knob.References(p.Config, "own route") {
		node, _, _ := strings.Cut(route, ".")
		if !slices.Contains(p.On, fault.Edge{From: node}) {
			r.Complain(c.Of("on").At(), "the pattern speaks of %s and does not lie on %s", route, node).Allow("%q in this list", node)
			return
		}
	}
}

// traffic returns the edges on which somebody calls, in the order of the
// document, and the same as a set that also holds their wildcards.
func (s *Scenario) traffic(patterns []Pattern) ([]fault.Edge, map[fault.Edge]bool) {
	var edges []fault.Edge
	used := map[fault.Edge]bool{}
	enter := func(from, to string) {
		if e := (fault.Edge{From: from, To: to}); !used[e] {
			edges = append(edges, e)
			used[e], used[fault.Edge{From: from, To: "*"}], used[fault.Edge{From: "*", To: to}] = true, true, true
		}
	}
	for _, l := range s.Loads {
		for _, share := range l.To {
			enter(l.Name, share.To.Node)
		}
	}
	for _, n := range s.Nodes {
		for _, route := range n.Routes {
			for call := range route.Singles() {
				enter(n.Name, call.To.Node)
			}
		}
	}
	for _, p := range patterns {
		for _, to := range knob.References(p.Config, "route", "own route") {
			node, _, _ := strings.Cut(to, ".")
			for _, e := range p.On {
				enter(e.From, node)
			}
		}
	}
	return edges, used
}
