package language

import (
	"slices"
	"strings"
)

// cycle returns calls of the part that lead back to where they began. A cycle
// whose calls are all certain is preferred, because it is easier to understand.
func (g *callGraph) cycle(part []int) []graphCall {
	for _, certain := range []bool{true, false} {
		for _, start := range part {
			if found := g.cycleFrom(start, certain); found != nil {
				return found
			}
		}
	}
	return nil
}

// cycleFrom returns a shortest cycle through start, or nil.
func (g *callGraph) cycleFrom(start int, certain bool) []graphCall {
	type step struct {
		from int
		call graphCall
	}
	reached := map[int]step{}
	for queue := []int{start}; len(queue) > 0; queue = queue[1:] {
		v := queue[0]
		for _, c := range g.out[v] {
			if certain && c.weight < 1 || g.part[c.to] != g.part[start] {
				continue
			}
			if _, seen := reached[c.to]; seen {
				continue
			}
			reached[c.to] = step{v, c}
			queue = append(queue, c.to)
		}
		if _, closed := reached[start]; closed {
			break
		}
	}
	if _, closed := reached[start]; !closed {
		return nil
	}
	var calls []graphCall
	for at := start; ; {
		s := reached[at]
		calls = append(calls, s.call)
		if at = s.from; at == start {
			break
		}
	}
	slices.Reverse(calls)
	return calls
}

// path names the routes of a cycle.
func (g *callGraph) path(cycle []graphCall) string {
	names := []string{g.targets[cycle[len(cycle)-1].to].String()}
	for _, c := range cycle {
		names = append(names, g.targets[c.to].String())
	}
	if len(names) > 12 {
		names = append(append(names[:8:8], "…"), names[len(names)-3:]...)
	}
	return strings.Join(names, " -> ")
}
