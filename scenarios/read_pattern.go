package scenarios

import (
	"reflect"
	"slices"
	"strings"
)

// Limits on what a comparison may hold.
const (
	mostPatterns = 1000
	mostEdges    = 1000 // of one pattern
	mostVariants = 100
)

func (r *reader) patterns(root cursor, s *Scenario) []Pattern {
	var patterns []Pattern
	sound := r.clean()
	var judged []cursor // the first patterns, as far as nothing is wrong
	names := r.sectionNames(root, "patterns")
	for i, c := range r.sections(root, "patterns") {
		p := Pattern{Name: names[i], Pos: r.pos(c)}
		if _, ok := c.val.(map[string]any); !ok {
			r.mistyped(c, "a table")
			continue
		}
		if c.has("like") && !c.has("kind") {
			continue // there is nothing that it is like
		}
		if config, ok := r.patternConfig(c, &p); ok {
			p.Config = config
		}
		p.On = r.patternEdges(c, p.Kind)
		patterns = append(patterns, p)
		if sound && r.clean() {
			judged = append(judged, c)
		}
	}
	for i, c := range judged {
		r.checkCarried(c, patterns[i], patterns)
		r.checkHome(c, patterns[i])
	}
	traffic, used := s.traffic(patterns[:len(judged)])
	for i, c := range judged {
		r.checkCalled(c, patterns[i], traffic, used)
	}
	return patterns
}

// patternConfig reads the kind of a pattern and, by its tags, the Config of
// that kind.
func (r *reader) patternConfig(c cursor, p *Pattern) (any, bool) {
	kind, ok := c.get("kind")
	if !ok {
		r.add(c.at.key, `"kind" is missing in %s`, c.label).oneOf("", r.opts.Kinds)
		return nil, false
	}
	if p.Kind, ok = kind.val.(string); !ok {
		r.mistyped(kind, "a kind of pattern")
		return nil, false
	}
	var config any
	if ok = r.opts.Patterns != nil; ok {
		config, ok = r.opts.Patterns(p.Kind)
	}
	if !ok {
		r.add(kind.at.value, "there is no pattern of kind %q", p.Kind).oneOf(p.Kind, r.opts.Kinds)
		return nil, false
	}
	if !r.table(c, []any{config}, "kind", "on", "like") {
		return nil, false
	}
	if checked, ok := config.(interface{ Validate() error }); ok {
		if err := checked.Validate(); err != nil {
			r.add(blamed(c, err), "%s", err).allow("what describe says about %s", p.Kind)
			return nil, false
		}
	}
	return config, true
}

// blamed returns the offset of the key that an error of Validate names in a
// field Field, or that of the table.
func blamed(c cursor, err error) int {
	key, ok := errorText(err, "Field")
	if !ok {
		return c.at.key
	}
	at := c
	for part := range strings.SplitSeq(key, ".") {
		at, ok = at.get(part)
		if !ok {
			return c.at.key
		}
	}
	return at.at.value
}

// patternEdges reads where a pattern lies. Only loads and whole nodes have
// patterns.
func (r *reader) patternEdges(c cursor, kind string) []Edge {
	const usage = `an edge such as "a -> b", "a -> *" or "* -> b", a list of edges, or a node such as "a"`
	on, ok := c.get("on")
	if !ok {
		r.add(c.at.key, `"on" is missing in %s`, c.label).allow(usage)
		return nil
	}
	items, isList := on.list()
	if !isList {
		items = []cursor{on}
	}
	if len(items) == 0 {
		r.add(on.at.value, "a pattern that lies nowhere").allow(usage)
	}
	var edges []Edge
	for _, item := range items {
		text, ok := item.val.(string)
		if !ok {
			r.mistyped(item, usage)
			continue
		}
		edge, err := parseEdge(text)
		if err != nil {
			r.refuse(item, err, usage)
			continue
		}
		if !r.checkPatternEdge(item, edge) {
			continue
		}
		if edge.IsNode() && r.opts.Edges != nil && r.opts.Edges(kind) {
			r.add(item.at.value, "a %s lies between callers and what they call, not on a node", kind).
				allow("%q for the calls that it makes, or %q for those that it gets", text+" -> *", "* -> "+text)
			continue
		}
		if !edge.IsNode() && r.queues(kind) {
			r.add(item.at.value, "a %s keeps the queue of a node, and no edge has one", kind).oneOf(edge.To, r.names.nodes)
			continue
		}
		if slices.Contains(edges, edge) {
			r.add(item.at.value, "%q stands here twice", text).allow("each edge once")
		}
		if edges = append(edges, edge); len(edges) > mostEdges {
			r.add(item.at.value, "a pattern on too many edges").allow("at most %d", mostEdges)
			break
		}
	}
	return edges
}

// queues reports whether a kind of pattern decides about the queue of its node.
func (r *reader) queues(kind string) bool { return r.opts.Queues != nil && r.opts.Queues(kind) }

func (r *reader) checkPatternEdge(c cursor, e Edge) bool {
	switch {
	case e.IsNode():
		return r.checkNode(c, e.From)
	case e.Both:
		r.add(c.at.value, "a pattern lies on one direction").allow("%q, %q", e.From+" -> "+e.To, e.To+" -> "+e.From)
		return false
	case e.From == "*" && e.To == "*":
		r.add(c.at.value, "a pattern cannot lie on every link").allow(`"a -> b", "a -> *" or "* -> b"`)
		return false
	}
	ok := true
	if owner, known := r.names.owner[e.From]; e.From != "*" && (!known || owner != "") {
		ok = r.checkCaller(c, e.From)
	}
	if e.To != "*" && !r.checkNode(c, e.To) {
		ok = false
	}
	return ok
}

// checkCaller complains unless name is a node; loads have been ruled out.
func (r *reader) checkCaller(c cursor, name string) bool {
	if _, known := r.names.owner[name]; known {
		return r.checkNode(c, name)
	}
	words := append(slices.Clone(r.names.nodes), r.names.loads...)
	r.add(c.at.value, "there is no node or load %q", name).oneOf(name, words)
	return false
}

// checkCalled complains about edges on which nobody calls.
func (r *reader) checkCalled(c cursor, p Pattern, traffic []Edge, used map[Edge]bool) {
	on, _ := c.get("on")
	items, isList := on.list()
	if !isList {
		items = []cursor{on}
	}
	for i, e := range p.On {
		if e.IsNode() || used[e] {
			continue
		}
		words := make([]string, len(traffic))
		for k, t := range traffic {
			words[k] = t.String()
		}
		r.add(items[i].at.value, "nobody calls on %q: the pattern could never act", e).oneOf(e.String(), words)
		return
	}
}

// checkCarried complains about a pattern that names another which names others in
// turn, or itself: what is carried carries nothing.
func (r *reader) checkCarried(c cursor, p Pattern, patterns []Pattern) {
	for _, name := range references(p.Config, "pattern") {
		for _, other := range patterns {
			switch {
			case other.Name != name:
			case len(references(other.Config, "pattern")) > 0:
				r.add(c.at.key, "%q names %q, which names patterns itself", p.Name, name).allow("patterns that name no others")
			case r.queues(other.Kind):
				r.add(c.at.key, "%q names %q, which keeps the queue of a node's program", p.Name, name).allow("patterns of calls and requests")
			}
		}
	}
}

// checkHome complains about a pattern that does not lie where it says what it does.
func (r *reader) checkHome(c cursor, p Pattern) {
	for _, route := range references(p.Config, "own route") {
		node, _, _ := strings.Cut(route, ".")
		if !slices.Contains(p.On, Edge{From: node}) {
			on, _ := c.get("on")
			r.add(on.at.value, "the pattern speaks of %s and does not lie on %s", route, node).allow("%q in this list", node)
			return
		}
	}
}

// traffic returns the edges on which somebody calls, in the order of the
// document, and the same as a set that also holds their wildcards.
func (s *Scenario) traffic(patterns []Pattern) ([]Edge, map[Edge]bool) {
	var edges []Edge
	used := map[Edge]bool{}
	enter := func(from, to string) {
		if e := (Edge{From: from, To: to}); !used[e] {
			edges = append(edges, e)
			used[e], used[Edge{From: from, To: "*"}], used[Edge{From: "*", To: to}] = true, true, true
		}
	}
	for _, l := range s.Loads {
		for _, share := range l.To {
			enter(l.Name, share.To.Node)
		}
	}
	for _, n := range s.Nodes {
		for _, route := range n.Routes {
			for call := range route.singles() {
				enter(n.Name, call.To.Node)
			}
		}
	}
	for _, p := range patterns {
		for _, to := range references(p.Config, "route", "own route") {
			node, _, _ := strings.Cut(to, ".")
			for _, e := range p.On {
				enter(e.From, node)
			}
		}
	}
	return edges, used
}

// references returns what texts of these kinds in a configuration name.
func references(config any, kinds ...string) []string {
	var names []string
	var visit func(f field, v reflect.Value)
	visit = func(f field, v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				visit(f, v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				visit(f, v.Index(i))
			}
		case reflect.Struct:
			for _, inner := range fieldsOf(v) {
				visit(inner, inner.value)
			}
		case reflect.String:
			if slices.Contains(kinds, f.kind) && v.String() != "" {
				names = append(names, v.String())
			}
		}
	}
	visit(field{}, reflect.ValueOf(config).Elem())
	return names
}
