package language

import (
	"errors"
	"reflect"
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
		p.On = r.patternEdges(c, p)
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
		r.checkEach(c, patterns[i], s)
		r.checkAnyMember(c, patterns[i], s)
		r.checkOne(c, patterns[i])
		r.checkScattered(c, patterns[i])
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
		r.Complain(blamed(c, err), "%s", err).Allow("%s", instead(config, err))
		return nil
	}
	return config
}

// instead says what a file may write in place of a value that does not go with others.
func instead(config any, err error) string {
	const together = "values that go together"
	wrong := (*knob.FieldError)(nil)
	if !errors.As(err, &wrong) {
		return together
	}
	if wrong.Right != "" {
		return wrong.Right
	}
	for _, f := range knob.Fields(reflect.ValueOf(config).Elem()) {
		switch {
		case f.Key != wrong.Field:
		case len(f.Enum) > 0 || f.KindName() == "flag":
			return f.Usage()
		case f.Value.CanInt() || f.Value.CanFloat():
			return f.Bounds().String()
		}
	}
	return together
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
func (r *reader) patternEdges(c document.Value, p Pattern) []fault.Edge {
	const usage = `an edge such as "a -> b", "a -> *" or "* -> b", the calls to one route such as "a -> b.route", a list of these, or a node such as "a"`
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
	door := r.door(p.Kind)
	var edges []fault.Edge
	seen := make(map[fault.Edge]bool)
	for _, item := range items {
		text, ok := item.Val.(string)
		if !ok {
			r.Mistyped(item, usage)
			continue
		}
		edge, err := parsePlace(text)
		target, lone := r.lone(text)
		switch {
		case lone:
			r.Complain(item.At(), "%q is a route of a node, and a pattern on a node is for all of them", text).
				Allow("%q for the calls to this route, or %q", "* -> "+text, target.Node)
		case err != nil:
			r.refuse(item, err, usage)
		case !r.checkPatternEdge(item, edge):
		case edge.IsNode() && door.Edges && !p.owns(edge.From):
			r.Complain(item.At(), "%s lies between callers and what they call, not on a node", p.Kind).
				Allow("%q for the calls that it makes, or %q for those that it gets", text+" -> *", "* -> "+text)
		case !edge.IsNode() && door.Queues:
			r.Complain(item.At(), "%s keeps the queue of a node, and no edge has one", p.Kind).OneOf(edge.To, r.names.nodes)
		case seen[edge]:
			r.Complain(item.At(), "%q stands here twice", text).Allow("each edge once")
		default:
			seen[edge] = true
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
	if e.Route != "" {
		_, served := r.checkTarget(c, e.To+"."+e.Route)
		return served && ok
	}
	return (e.To == "*" || r.checkNode(c, e.To)) && ok
}

// lone returns the route that a text names which names no caller, if it does.
func (r *reader) lone(text string) (Target, bool) {
	node, route, _ := strings.Cut(text, ".")
	t := Target{node, route}
	return t, r.names.served[t]
}

// checkCalled complains about edges on which nobody calls.
func (r *reader) checkCalled(c document.Value, p Pattern, traffic []fault.Edge, used map[fault.Edge]bool) {
	on := c.Of("on")
	items := on.Items()
	for i, e := range p.On {
		if e.IsNode() || used[e] {
			continue
		}
		there := slices.DeleteFunc(slices.Clone(traffic), func(other fault.Edge) bool { return (other.Route != "") != (e.Route != "") })
		r.Complain(items[i].At(), "nobody calls on %q: the pattern could never act", e).OneOf(e.String(), spelled(there))
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
	enter := func(from string, to Target) {
		e := fault.Edge{From: from, To: to.Node, Route: to.Route}
		anybody := fault.Edge{From: "*", To: to.Node, Route: to.Route}
		if used[e] {
			return
		}
		if !used[e.Whole()] {
			edges = append(edges, e.Whole())
		}
		edges = append(edges, e)
		for _, way := range []fault.Edge{e, e.Whole(), anybody, anybody.Whole(), {From: from, To: "*"}} {
			used[way] = true
		}
	}
	for _, l := range s.Loads {
		for _, share := range l.To {
			enter(l.Name, share.To)
		}
	}
	for _, n := range s.Nodes {
		for _, route := range n.Routes {
			for call := range route.Singles() {
				enter(n.Name, call.To)
			}
		}
	}
	for _, p := range patterns {
		for _, to := range knob.References(p.Config, "route", "own route") {
			node, route, _ := strings.Cut(to, ".")
			for _, e := range p.On {
				enter(e.From, Target{node, route})
			}
		}
	}
	return edges, used
}
