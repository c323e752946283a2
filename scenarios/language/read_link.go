package language

import (
	"time"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

// mostLinks bounds the tables under [links], which are compared in pairs.
const mostLinks = 1000

func (r *reader) links(root document.Value, duration time.Duration) []Link {
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
			if l.GiveUp > 0 && l.GiveUp < l.RTO {
				r.Complain(c.Of("give_up").At(), `"give_up" is %v: the connection times out before its first retransmission, after %v`, l.GiveUp, l.RTO).Allow("%v or more", l.RTO)
			}
			if b := l.Burst; b != nil {
				r.checkSpans(c.Of("burst"), b.Good+b.Bad, duration)
			}
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
