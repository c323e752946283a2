package language

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

// mostLinks bounds the tables under [links], which are compared in pairs.
const mostLinks = 1000

func (r *reader) links(root document.Value) []Link {
	var links []Link
	var tables []document.Value
	for i, c := range r.sections(root, "links") {
		if i == mostLinks {
			r.Complain(c.KeyAt(), "too many links").Allow("at most %d", mostLinks)
			break
		}
		l := Link{Name: c.Key, Pos: r.pos(c)}
		edge, err := parseEdge(c.Key)
		if err != nil || edge.IsNode() {
			r.Complain(c.KeyAt(), "%q is not a link", c.Key).Allow(`[links."a -> b"], [links."a <-> b"], [links."a -> *"], [links."* -> b"] and [links."*"]`)
			continue
		}
		l.Edge = edge
		known := r.checkEdgeEnds(c.AsKey(), edge)
		if r.table(c, []any{&l}) && known {
			r.idle(c, &l)
			links = append(links, l)
			tables = append(tables, c)
		}
	}
	r.checkOverlaps(links, tables)
	return links
}

// checkEdgeEnds complains about ends that do not exist.
func (r *reader) checkEdgeEnds(c document.Value, e fault.Edge) bool {
	ok := true
	for _, end := range []string{e.From, e.To} {
		if end != "*" && !r.checkEnd(c, end) {
			ok = false
		}
	}
	return ok
}

// checkOverlaps complains if two links that are equally specific set the same
// key for the same pair, about a buffer that no bandwidth fills, and about
// copies that a stream drops.
func (r *reader) checkOverlaps(links []Link, tables []document.Value) {
	owner := r.names.owner
	for i, l := range links {
		throttled, datagrams := tables[i].Has("bandwidth"), l.Transport == "datagram"
		for j, other := range links {
			if j == i || !overlap(l.Edge, other.Edge, owner) {
				continue
			}
			throttled = throttled || tables[j].Has("bandwidth")
			datagrams = datagrams || l.Transport == "" && other.Transport == "datagram"
			if j > i || rank(l.Edge, owner) != rank(other.Edge, owner) {
				continue
			}
			for _, key := range tables[i].Keys() {
				if tables[j].Has(key) {
					r.Complain(tables[i].Of(key).KeyAt(), "ambiguous: [links.%q] sets %q for the same pair, and is as specific", other.Name, key).
						Allow("a more specific link for the pair that both cover")
				}
			}
		}
		if buffer, ok := tables[i].Get("buffer"); ok && !throttled {
			r.Complain(buffer.KeyAt(), `"buffer" has no effect without a bandwidth`).Allow(`bandwidth = "10MB/s"`)
		}
		if copies, ok := tables[i].Get("duplicate"); ok && !datagrams {
			r.Complain(copies.KeyAt(), `"duplicate" has no effect on a stream, which drops copies`).Allow(`transport = "datagram"`)
		}
	}
}

// What a stream does if no link says otherwise.
const (
	firstRTO = 200 * time.Millisecond
	giveUp   = 60 * time.Second
)

// Path returns what the links of s say about messages from one end to another:
// nodes, instances or loads. For each key the most specific link that sets it
// wins. Defaults are filled in, except for the latency: nil leaves it to the
// regions.
func (s *Scenario) Path(from, to string) Link {
	owner := map[string]string{from: s.nodeOf(from), to: s.nodeOf(to)}
	is := func(name string) func(string) bool {
		return func(end string) bool { return end == name || end == owner[name] }
	}
	var found []Link
	pair := fault.Edge{From: from, To: to}
	for _, l := range s.Links {
		if l.Edge.Joins(is(from), is(to)) {
			found = append(found, l)
		}
	}
	slices.SortStableFunc(found, func(a, b Link) int { return rank(a.Edge, owner) - rank(b.Edge, owner) })
	path := Link{Transport: "stream", RTO: firstRTO, GiveUp: giveUp}
	for _, l := range found {
		path.take(l)
	}
	path.Name, path.Pos, path.Edge = pair.String(), document.Position{}, pair
	return path
}

// nodeOf returns the node that name is or is an instance of, or "".
func (s *Scenario) nodeOf(name string) string {
	base, number := "", 0
	if i := strings.LastIndexByte(name, '-'); i > 0 {
		if k, err := strconv.Atoi(name[i+1:]); err == nil && k > 0 && strconv.Itoa(k) == name[i+1:] {
			base, number = name[:i], k
		}
	}
	for _, n := range s.Nodes {
		if n.Name == name || n.Name == base && n.Instances > 1 && number <= n.Instances {
			return n.Name
		}
	}
	return ""
}

// take overwrites in l what the other link sets.
func (l *Link) take(other Link) {
	into, from := reflect.ValueOf(l).Elem(), reflect.ValueOf(other)
	for i := range from.NumField() {
		if !from.Field(i).IsZero() {
			into.Field(i).Set(from.Field(i))
		}
	}
}
