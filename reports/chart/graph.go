package chart

import (
	"cmp"
	"image/color"
	"math"
	"slices"
)

// A Graph is who calls whom in one variant, and how busy each is.
type Graph struct {
	Variant  string
	Baseline bool
	Nodes    []GraphNode
	Edges    []GraphEdge
}

// A GraphNode is a box: its name, a few words, and how busy its workers are, from 0 to 1;
// NaN if there is no bound to them.
type GraphNode struct {
	Name  string
	Words string
	Busy  float64
}

// A GraphEdge leads from one box to another.
type GraphEdge struct {
	From, To string
	Rate     float64 // calls per second
	Bad      float64 // share of them that did not go well, from 0 to 1
	Words    string
}

// The sizes of a graph.
const (
	boxHigh   = 40.0
	boxWide   = 124.0
	boxGap    = 26.0 // between two in a column
	columnMin = 70.0 // between two columns
	mostBoxes = 30
	tipLong   = 7.0
	laneOut   = 9.0 // of a call that goes back, beside the boxes
	laneHigh  = 18.0
)

// drawable reports whether the graph has room on a page.
func (g Graph) drawable() bool {
	columns := 0
	tall := map[int]int{}
	for _, depth := range g.depths() {
		columns = max(columns, depth+1)
		tall[depth]++
		if tall[depth] > 9 {
			return false
		}
	}
	return len(g.Nodes) > 1 && len(g.Nodes) <= mostBoxes && columns <= 6
}

// depths are how far each node lies from those whom nobody calls, the longest way. Calls
// that close a circle count for nothing.
func (g Graph) depths() []int {
	depths := make([]int, len(g.Nodes))
	calls := make([][]int, len(g.Nodes))
	called := make([]bool, len(g.Nodes))
	for _, e := range g.Edges {
		from, to := g.at(e.From), g.at(e.To)
		if from >= 0 && to >= 0 && from != to {
			calls[from] = append(calls[from], to)
			called[to] = true
		}
	}
	state := make([]int, len(g.Nodes)) // 1 while those whom it calls are looked at, 2 after
	var order []int                    // each before those who call it
	var visit func(int)
	visit = func(i int) {
		state[i] = 1
		var kept []int
		for _, to := range calls[i] {
			if state[to] == 1 {
				continue
			}
			kept = append(kept, to)
			if state[to] == 0 {
				visit(to)
			}
		}
		calls[i], state[i] = kept, 2
		order = append(order, i)
	}
	for _, first := range []bool{false, true} { // those whom nobody calls, then who is left
		for i := range g.Nodes {
			if called[i] == first && state[i] == 0 {
				visit(i)
			}
		}
	}
	for _, i := range slices.Backward(order) {
		for _, to := range calls[i] {
			depths[to] = max(depths[to], depths[i]+1)
		}
	}
	return depths
}

func (g Graph) at(name string) int {
	return slices.IndexFunc(g.Nodes, func(n GraphNode) bool { return n.Name == name })
}

// rows are the places of the nodes within their columns: each as near as may be to those
// who call it.
func (g Graph) rows(depths []int) []int {
	rows := make([]int, len(g.Nodes))
	middle := func(i int) float64 { // of those who call a node
		sum, n := 0.0, 0.0
		for _, e := range g.Edges {
			for k := range g.Nodes {
				if e.To == g.Nodes[i].Name && e.From == g.Nodes[k].Name && depths[k] < depths[i] {
					sum, n = sum+float64(rows[k]), n+1
				}
			}
		}
		return sum / max(n, 1)
	}
	for depth := range len(g.Nodes) {
		var column []int
		for i := range g.Nodes {
			if depths[i] == depth {
				column = append(column, i)
			}
		}
		slices.SortStableFunc(column, func(a, b int) int { return cmp.Compare(middle(a), middle(b)) })
		for row, i := range column {
			rows[i] = row
		}
	}
	return rows
}

// A drawnGraph is a Graph on the page.
type drawnGraph struct {
	Graph
	head   float64
	colour color.NRGBA
	boxes  []box
	tags   []tag
	bottom float64
	lines  []drawnEdge
}

type drawnEdge struct {
	spots  []spot
	tip    []spot
	stroke stroke
}

// layGraph places the boxes in columns, and the words of the edges where no others are.
func layGraph(g Graph, colours *palette, top float64) drawnGraph {
	d := drawnGraph{Graph: g, head: top, colour: colours.of(g.Variant, g.Baseline)}
	depths := g.depths()
	columns, tall := 0, map[int]int{}
	for _, depth := range depths {
		columns = max(columns, depth+1)
		tall[depth]++
	}
	most := 0
	for i := range columns {
		most = max(most, tall[i])
	}
	top += labelLetter.leading() + 10
	height := float64(most)*(boxHigh+boxGap) - boxGap
	wide := min(boxWide, (pageWidth-2*margin+columnMin)/float64(columns)-columnMin)
	step := 0.0
	if columns > 1 {
		step = (pageWidth - 2*margin - wide) / float64(columns-1)
	}
	rows := g.rows(depths)
	for i, depth := range depths {
		used := float64(tall[depth])*(boxHigh+boxGap) - boxGap
		left := margin + float64(depth)*step
		y := top + (height-used)/2 + float64(rows[i])*(boxHigh+boxGap)
		d.boxes = append(d.boxes, box{left, y, left + wide, y + boxHigh})
	}
	d.bottom = top + height
	for _, lane := range d.layEdges() {
		d.bottom = max(d.bottom, lane.bottom)
	}
	return d
}

// layEdges returns the lanes of the calls that go back.
func (d *drawnGraph) layEdges() (lanes []box) {
	most := 0.0
	for _, e := range d.Edges {
		most = max(most, e.Rate)
	}
	taken := slices.Clone(d.boxes)
	for _, e := range d.Edges {
		from, to := d.at(e.From), d.at(e.To)
		if from < 0 || to < 0 || from == to {
			continue
		}
		a, b := d.boxes[from], d.boxes[to]
		begin, end := spot{a.right, (a.top + a.bottom) / 2}, spot{b.left, (b.top + b.bottom) / 2}
		way := []spot{begin, end}
		if b.left <= a.left {
			way = d.back(a, b, footerLetter.width(printable(e.Words)), &lanes)
			begin, end = way[3], way[2]
		}
		k := stroke{width: 1 + 2.5*e.Rate/max(most, 1e-9), colour: axisInk}
		if e.Bad > 0.01 {
			k.colour = baselineColour
		}
		d.lines = append(d.lines, drawnEdge{way, tip(way[len(way)-2], way[len(way)-1]), k})
		for _, part := range []float64{0.5, 0.35, 0.65, 0.2, 0.8} {
			width := footerLetter.width(printable(e.Words))
			middle := spot{begin.x + float64((end.x-begin.x)*part), begin.y + float64((end.y-begin.y)*part) - 5}
			place := box{middle.x - width/2, middle.y - footerLetter.capital(), middle.x + width/2, middle.y}
			if place.left < 0 || place.right > pageWidth || slices.ContainsFunc(taken, func(o box) bool { return o.meets(place, 2) }) {
				continue
			}
			taken = append(taken, place)
			c := inkSoft
			if e.Bad > 0.01 {
				c = baselineColour
			}
			d.tags = append(d.tags, tag{lines: []string{printable(e.Words)}, letter: footerLetter, colour: c, at: spot{place.left, place.bottom}})
			break
		}
	}
	return lanes
}

// back is the way of a call that closes a circle: out to the right, below all boxes to the
// left, where no other goes, and in from the left. Each such lane is a box, with room for words
// that are so wide.
func (d *drawnGraph) back(a, b box, words float64, lanes *[]box) []spot {
	beyond := laneOut + 4*float64(len(*lanes)%4)
	right, left := a.right+beyond, b.left-beyond
	beside := max(0, words-(right-left)) / 2
	lane := box{left - beside, d.bottom, right + beside, d.bottom + laneHigh}
	for slices.ContainsFunc(*lanes, func(o box) bool { return o.meets(lane, 0) }) {
		lane.top, lane.bottom = lane.top+laneHigh, lane.bottom+laneHigh
	}
	*lanes = append(*lanes, lane)
	out, in := a.bottom-9, b.bottom-9
	return []spot{{a.right, out}, {right, out}, {right, lane.bottom}, {left, lane.bottom}, {left, in}, {b.left, in}}
}

// tip is the head of an arrow.
func tip(from, to spot) []spot {
	dx, dy := to.x-from.x, to.y-from.y
	long := math.Sqrt(float64(dx*dx) + float64(dy*dy))
	if long == 0 {
		return nil
	}
	dx, dy = dx/long*tipLong, dy/long*tipLong
	return []spot{to, {to.x - dx - dy/2, to.y - dy + dx/2}, {to.x - dx + dy/2, to.y - dy - dx/2}}
}

func (d *drawnGraph) paint(p *page) {
	p.text(spot{margin, d.head + labelLetter.capital() + 2}, labelLetter.shorten(d.Variant, pageWidth-2*margin), labelLetter, legible(d.colour))
	for _, e := range d.lines {
		p.line(e.spots, e.stroke)
		if e.tip != nil {
			p.area(e.tip, e.stroke.colour)
		}
	}
	for _, t := range d.tags {
		wide := t.letter.width(t.lines[0])
		p.area(box{t.at.x - 1, t.at.y - t.letter.capital() - 1, t.at.x + wide + 1, t.at.y + 2}.corners(), translucent(paper, 0xD0))
		t.paint(p)
	}
	for i, n := range d.Nodes {
		b := d.boxes[i]
		p.area(b.corners(), paper)
		p.line(append(b.corners(), spot{b.left, b.top}), stroke{width: 1, colour: axisInk})
		if finite(n.Busy) {
			busy := b
			busy.top = b.bottom - 5
			busy.right = b.left + (b.right-b.left)*min(max(n.Busy, 0), 1)
			p.area(busy.corners(), heatOf(n.Busy))
		}
		p.textCentred(spot{(b.left + b.right) / 2, b.top + 15}, axisLetter.shorten(n.Name, b.right-b.left-6), axisLetter, ink)
		p.textCentred(spot{(b.left + b.right) / 2, b.top + 28}, footerLetter.shorten(n.Words, b.right-b.left-6), footerLetter, inkSoft)
	}
}

// heatOf is the colour of how busy somebody is: blue, from seven tenths on orange, and
// vermillion with nothing left.
func heatOf(busy float64) color.NRGBA {
	switch {
	case busy >= 0.95:
		return baselineColour
	case busy >= 0.7:
		return patternColours[3]
	}
	return patternColours[0]
}
