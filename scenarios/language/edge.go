package language

import (
	"fmt"
	"strings"

	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// parseEdge reads "A -> B", "A <-> B", "*" for all pairs, or a lone "A" for the
// node itself. Whether the ends exist is not its business.
func parseEdge(text string) (fault.Edge, error) {
	if strings.TrimSpace(text) == "*" {
		return fault.Edge{From: "*", To: "*"}, nil
	}
	arrow, both := "->", strings.Contains(text, "<->")
	if both {
		arrow = "<->"
	}
	from, to, pair := strings.Cut(text, arrow)
	e := fault.Edge{From: strings.TrimSpace(from), To: strings.TrimSpace(to), Both: both}
	switch {
	case !isEnd(e.From) && (e.From != "*" || !pair):
		return fault.Edge{}, badEdge(0, text)
	case pair && !isEnd(e.To) && e.To != "*":
		return fault.Edge{}, badEdge(len(from)+len(arrow), text)
	}
	return e, nil
}

// parsePlace reads where a pattern lies: an edge or a node, as parseEdge does, or the
// calls to one route, as in "A -> B.route".
func parsePlace(text string) (fault.Edge, error) {
	from, to, pair := strings.Cut(text, "->")
	node, route, routed := strings.Cut(to, ".")
	if !pair || !routed {
		return parseEdge(text)
	}
	e, err := parseEdge(from + "->" + node)
	if e.Route = strings.TrimSpace(route); err != nil || !IsName(e.Route) || e.To == "*" || e.Both {
		return fault.Edge{}, &sim.ParseError{Offset: len(from) + len("->"), Msg: fmt.Sprintf(`%q is no edge: write it as in "a -> b", or "a -> b.route" for the calls to one route`, text)}
	}
	return e, nil
}

// isEnd reports whether text can be an end: a name or, where a fault strikes, a
// machine that is found then.
func isEnd(text string) bool { return IsName(text) || IsName(fault.ParseVictim(text).Name) }

func badEdge(offset int, text string) error {
	return &sim.ParseError{Offset: offset, Msg: fmt.Sprintf(`%q is not a link: write it as in "a -> b", "a <-> b", "a -> *" or "*"`, text)}
}

// rank is how specific e is: pairs before wildcards, then instances before
// nodes. A higher rank wins.
func rank(e fault.Edge, owner map[string]string) int {
	rank := 0
	for _, end := range []string{e.From, e.To} {
		if end != "*" {
			rank += 3
			if node := owner[end]; node != "" && node != end {
				rank++
			}
		}
	}
	return rank
}

// overlap reports whether some directed pair of ends belongs to both edges.
func overlap(e, f fault.Edge, owner map[string]string) bool {
	for _, a := range e.Directions() {
		for _, b := range f.Directions() {
			if meets(a.From, b.From, owner) && meets(a.To, b.To, owner) {
				return true
			}
		}
	}
	return false
}

// meets reports whether some end is named by both a and b.
func meets(a, b string, owner map[string]string) bool {
	return a == "*" || b == "*" || a == b ||
		owner[a] == b && b != "" || owner[b] == a && a != ""
}
