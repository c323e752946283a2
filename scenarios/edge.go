package scenarios

import (
	"fmt"
	"strings"

	"wavetank/sim"
)

// parseEdge reads "A -> B", "A <-> B", "*" for all pairs, or a lone "A" for the
// node itself. Whether the ends exist is not its business.
func parseEdge(text string) (Edge, error) {
	if strings.TrimSpace(text) == "*" {
		return Edge{From: "*", To: "*"}, nil
	}
	arrow, both := "->", strings.Contains(text, "<->")
	if both {
		arrow = "<->"
	}
	from, to, pair := strings.Cut(text, arrow)
	e := Edge{From: strings.TrimSpace(from), To: strings.TrimSpace(to), Both: both}
	switch {
	case !isName(e.From) && (e.From != "*" || !pair):
		return Edge{}, badEdge(0, text)
	case pair && !isName(e.To) && e.To != "*":
		return Edge{}, badEdge(len(from)+len(arrow), text)
	}
	return e, nil
}

func badEdge(offset int, text string) error {
	return &sim.ParseError{Offset: offset, Msg: fmt.Sprintf(`%q is not a link: write it as in "a -> b", "a <-> b", "a -> *" or "*"`, text)}
}

// parseVictim reads "x", "x-2", "x:any" or "x:leader".
func parseVictim(text string) Victim {
	if name, any := strings.CutSuffix(text, ":any"); any {
		return Victim{Name: name, Any: true}
	}
	name, leader := strings.CutSuffix(text, ":leader")
	return Victim{Name: name, Leader: leader}
}

// rank is how specific e is: pairs before wildcards, then instances before
// nodes. A higher rank wins.
func (e Edge) rank(owner map[string]string) int {
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

// directions returns e as one or two directed edges.
func (e Edge) directions() []Edge {
	one := Edge{From: e.From, To: e.To}
	if e.Both {
		return []Edge{one, {From: e.To, To: e.From}}
	}
	return []Edge{one}
}

// overlaps reports whether some directed pair of ends belongs to both edges.
func (e Edge) overlaps(f Edge, owner map[string]string) bool {
	for _, a := range e.directions() {
		for _, b := range f.directions() {
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
