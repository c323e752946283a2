package fault

import (
	"fmt"
	"slices"

	"wavetank/net"
)

// An Edge names directed pairs of ends: nodes, instances or loads, and where a fault
// strikes a machine that is found then. "*" stands for any end. An Edge without To is the node From itself.
type Edge struct {
	From, To string
	Route    string // of To, where a pattern lies on its calls alone; links carry all
	Both     bool   // "A <-> B": and from To to From
}

// IsNode reports whether e is a node rather than a pair.
func (e Edge) IsNode() bool { return e.To == "" }

// Kind names what a file writes.
func (Edge) Kind() string { return "link" }

// String returns e as files write it.
func (e Edge) String() string {
	switch {
	case e.IsNode():
		return e.From
	case e.From == "*" && e.To == "*":
		return "*"
	case e.Both:
		return fmt.Sprintf("%s <-> %s", e.From, e.To)
	case e.Route != "":
		return fmt.Sprintf("%s -> %s.%s", e.From, e.To, e.Route)
	}
	return fmt.Sprintf("%s -> %s", e.From, e.To)
}

// Whole returns the edge with all its routes.
func (e Edge) Whole() Edge {
	e.Route = ""
	return e
}

// Directions returns e as one or two directed edges.
func (e Edge) Directions() []Edge {
	one := Edge{From: e.From, To: e.To}
	if e.Both {
		return []Edge{one, {From: e.To, To: e.From}}
	}
	return []Edge{one}
}

// Joins reports whether e leads, in one of its directions, from an end that from
// accepts to one that to accepts.
func (e Edge) Joins(from, to func(end string) bool) bool {
	return slices.ContainsFunc(e.Directions(), func(d Edge) bool {
		return (d.From == "*" || from(d.From)) && (d.To == "*" || to(d.To))
	})
}

// OnLink is where a fault of links strikes.
type OnLink struct {
	Link Edge `toml:"link" required:"true" doc:"where"`
}

// Victims returns nil: it strikes links.
func (e OnLink) Victims() []Victim { return nil }

// ends returns the machines that are found when it strikes.
func (e OnLink) ends() []Victim { return named(e.Link.From, e.Link.To) }

// Fits takes two ends.
func (e OnLink) Fits(g Ground) bool { return g.Ends > 1 }

// Check complains about a link whose ends do not exist.
func (e OnLink) Check(c Checker) {
	if l := e.Link; l.IsNode() {
		c.Refuse(at("link"), fmt.Sprintf("%q is not a link", l.From), fmt.Sprintf("%q, %q or %q", l.From+" -> *", "* -> "+l.From, "*"))
		return
	}
	for _, end := range []string{e.Link.From, e.Link.To} {
		if end != "*" {
			checkEnd(c, at("link"), end)
		}
	}
}

func (e OnLink) bend(t Target, r net.Rule) []Damage {
	from, to := set(t, e.Link.From), set(t, e.Link.To)
	if e.Link.Both {
		return []Damage{t.Install(net.Both(from, to, r))}
	}
	return []Damage{t.Install(net.Between(from, to, r))}
}

// set returns the participants that an end stands for.
func set(t Target, end string) net.Set {
	if end == "*" {
		return nil
	}
	return net.SetOf(ids(t, end)...)
}

// mostLinks bounds how many narrower links are tried.
const mostLinks = 40

// narrower returns the directions of a link that has two, and with ends of its
// own a link that has a wildcard.
func (e Edge) narrower(ends []string) []any {
	var links []any
	add := func(from, to string) { links = append(links, Edge{From: from, To: to}) }
	if e.Both {
		add(e.From, e.To)
		add(e.To, e.From)
		return links
	}
	for _, end := range ends {
		switch {
		case e.From == "*" && e.To == "*":
			add(end, "*")
			add("*", end)
		case e.To == "*" && end != e.From:
			add(e.From, end)
		case e.From == "*" && end != e.To:
			add(end, e.To)
		}
	}
	return links[:min(len(links), mostLinks)]
}
