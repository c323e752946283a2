package chart

import (
	"fmt"
	"math"
	"slices"
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

// TestCallsThatGoBackHaveLanesOfTheirOwn below all boxes, each with its words.
func TestCallsThatGoBackHaveLanesOfTheirOwn(t *testing.T) {
	g := shop()
	g.Edges = append(g.Edges, GraphEdge{"stock", "shop", 20, 0, "20/s"}, GraphEdge{"payment", "users", 5, 0.5, "5/s, 50.0 % not well"})
	d := layGraph(g, newPalette(nil), 0)
	if len(d.tags) != len(g.Edges) {
		t.Errorf("%d words of %d calls: %v", len(d.tags), len(g.Edges), d.tags)
	}
	var lanes []float64
	for _, e := range d.lines[3:] {
		lane := e.spots[2].y
		if slices.Contains(lanes, lane) || lane <= d.boxes[3].bottom || lane > d.bottom || e.spots[3].y != lane {
			t.Errorf("%v: want a lane below the boxes and above %v, and not one of %v", e.spots, d.bottom, lanes)
		}
		lanes = append(lanes, lane)
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

// TestOfAGreatGraphTheHottestPartIsDrawn: with who calls it, and the same in each variant.
func TestOfAGreatGraphTheHottestPartIsDrawn(t *testing.T) {
	great := Graph{Variant: "arm", Nodes: []GraphNode{{Name: "users", Busy: math.NaN()}, {Name: "gate", Busy: 0.1}}, Edges: []GraphEdge{{From: "users", To: "gate", Rate: 100}}}
	for i := range 100 {
		name := fmt.Sprintf("n%d", i)
		great.Nodes = append(great.Nodes, GraphNode{Name: name, Busy: 0.2})
		great.Edges = append(great.Edges, GraphEdge{From: "gate", To: name, Rate: 1})
	}
	other := Graph{Variant: "other", Nodes: slices.Clone(great.Nodes), Edges: slices.Clone(great.Edges)}
	great.Nodes[52].Busy, other.Edges[31].Bad = 0.9, 0.8
	drawn := hottest([]Graph{great, other})
	if len(drawn) != 2 || !drawn[0].drawable() || len(drawn[0].Nodes) != 11 || len(drawn[0].Edges) != 10 {
		t.Fatalf("%+v", drawn)
	}
	for _, g := range drawn {
		for _, name := range []string{"users", "gate", "n50", "n30"} {
			if g.at(name) < 0 {
				t.Errorf("%s lacks %s", g.Variant, name)
			}
		}
	}
	deep := Graph{Nodes: []GraphNode{{Name: "n0"}}}
	for i := range 40 {
		name := fmt.Sprintf("n%d", i+1)
		deep.Nodes = append(deep.Nodes, GraphNode{Name: name, Busy: float64(i) / 40})
		deep.Edges = append(deep.Edges, GraphEdge{From: fmt.Sprintf("n%d", i), To: name, Rate: 1})
	}
	if drawn := hottest([]Graph{deep}); len(drawn) != 1 || len(drawn[0].Nodes) < 6 || drawn[0].at("n40") < 0 || drawn[0].at("n39") < 0 {
		t.Errorf("of a long way its end is drawn: %+v", drawn)
	}
	if hottest([]Graph{{Nodes: []GraphNode{{Name: "alone"}}}}) != nil {
		t.Error("one box is no graph")
	}
}
