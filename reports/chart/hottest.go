package chart

import (
	"cmp"
	"math"
	"slices"
)

// What is drawn of graphs that a page has no room for is bounded, and so is the search for it.
const (
	hottestBoxes = 16
	mostTried    = 64
)

// hottest returns of several graphs the part that a page has room for, the same nodes in
// each: those that hold the greatest part of their workers, or to which the greatest part
// of the calls does not go well, each with those through whom most of its calls come, as
// far as there is room. It is nil if there are no such two.
func hottest(graphs []Graph) []Graph {
	heat := make(map[string]float64)
	busiest := make(map[string]GraphEdge) // to each node
	var names []string
	for _, g := range graphs {
		for _, n := range g.Nodes {
			if _, known := heat[n.Name]; !known {
				names = append(names, n.Name)
			}
			heat[n.Name] = max(heat[n.Name], held(n))
		}
		for _, e := range g.Edges {
			heat[e.To] = math.Max(heat[e.To], e.Bad)
			if e.From != e.To && e.Rate > busiest[e.To].Rate {
				busiest[e.To] = e
			}
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(heat[b], heat[a]) })
	var kept []string
	var drawn []Graph
	for _, name := range names[:min(len(names), mostTried)] {
		var way []string // to it, from its end
		for ; name != "" && !slices.Contains(kept, name) && !slices.Contains(way, name); name = busiest[name].From {
			way = append(way, name)
		}
		for n := len(way); n > 0; n-- {
			more := slices.Concat(kept, way[:n])
			part := partOf(graphs, more)
			if len(more) <= hottestBoxes && len(kept)+n > 1 && !slices.ContainsFunc(part, func(g Graph) bool { return !g.drawable() }) {
				kept, drawn = more, part
				break
			}
		}
	}
	return drawn
}

// partOf returns the graphs with some of their nodes, and the calls between these.
func partOf(graphs []Graph, names []string) []Graph {
	var part []Graph
	for _, g := range graphs {
		p := Graph{Variant: g.Variant, Baseline: g.Baseline}
		for _, n := range g.Nodes {
			if slices.Contains(names, n.Name) {
				p.Nodes = append(p.Nodes, n)
			}
		}
		for _, e := range g.Edges {
			if p.at(e.From) >= 0 && p.at(e.To) >= 0 {
				p.Edges = append(p.Edges, e)
			}
		}
		part = append(part, p)
	}
	return part
}

// held is which part of its workers a node held, and nothing if there is no bound to them.
func held(n GraphNode) float64 {
	if math.IsNaN(n.Busy) {
		return 0
	}
	return n.Busy
}
