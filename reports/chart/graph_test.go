package chart

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func shop() Graph {
	return Graph{Variant: "without", Baseline: true,
		Nodes: []GraphNode{{"users", "load", math.NaN()}, {"shop", "82.0 % busy", 0.82}, {"stock", "12.0 % busy", 0.12}, {"payment", "99.0 % busy", 0.99}},
		Edges: []GraphEdge{{"users", "shop", 200, 0.2, "200/s, 20.0 % not well"}, {"shop", "payment", 180, 0.3, "180/s, 30.0 % not well"}, {"shop", "stock", 200, 0, "200/s"}, {"payment", "shop", 1, 0, "1/s"}},
	}
}

func TestAGraphGoesFromThoseWhomNobodyCalls(t *testing.T) {
	g := shop()
	if got := fmt.Sprint(g.depths()); got != "[0 1 2 2]" {
		t.Errorf("depths %s, though payment calls back", got)
	}
	d := layGraph(g, newPalette(nil), 0)
	if d.boxes[0].right >= d.boxes[1].left || d.boxes[2].left != d.boxes[3].left || d.boxes[2].bottom >= d.boxes[3].top {
		t.Errorf("boxes %v", d.boxes)
	}
	if len(d.lines) != 4 || d.lines[0].stroke.colour != baselineColour || d.lines[2].stroke.colour != axisInk {
		t.Errorf("%+v: want the calls that go wrong in vermillion", d.lines)
	}
	if end := d.lines[0].tip[0]; end.x != d.boxes[1].left {
		t.Errorf("the arrow ends at %v, its box begins at %v", end, d.boxes[1].left)
	}
	if g.Nodes = append(g.Nodes, make([]GraphNode, mostBoxes)...); g.drawable() {
		t.Error("a page has no room for so many boxes")
	}
}

// TestNoWordOfAGraphLiesOnAnother for whoever calls whomever.
func TestNoWordOfAGraphLiesOnAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := Graph{Variant: "arm"}
		n := rapid.IntRange(2, 12).Draw(t, "nodes")
		for i := range n {
			g.Nodes = append(g.Nodes, GraphNode{fmt.Sprintf("node-with-a-long-name-%d", i), "82.0 % busy", rapid.Float64Range(0, 1).Draw(t, "busy")})
		}
		for range rapid.IntRange(0, 20).Draw(t, "edges") {
			a, b := rapid.IntRange(0, n-1).Draw(t, "from"), rapid.IntRange(0, n-1).Draw(t, "to")
			g.Edges = append(g.Edges, GraphEdge{g.Nodes[a].Name, g.Nodes[b].Name, 10, 0.1, "10/s, 10.0 % not well"})
		}
		if !g.drawable() {
			return
		}
		for _, flaw := range flaws(WhereItHurts(Places{Title: "Bottleneck: none", Graphs: []Graph{g, g}})) {
			t.Error(flaw)
		}
	})
}
