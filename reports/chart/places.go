package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"wavetank/reports"
)

// mostGraphs bounds the variants of which a graph is drawn.
const mostGraphs = 6

// A Places is who calls whom in each variant, how often, how well, and how busy each is.
type Places struct {
	Title    string // the finding
	Subtitle string
	Footer   []string
	Arms     []string // as in a Figure
	Graphs   []Graph
}

// WhereItHurts draws the calls of each variant as a graph.
func WhereItHurts(l Places) Chart {
	s := newSheet(l.Title, l.Subtitle, l.Footer)
	colours := newPalette(l.Arms)
	y := s.top() + 8
	var graphs []drawnGraph
	for _, g := range l.Graphs {
		d := layGraph(g, colours, y)
		graphs = append(graphs, d)
		y = d.bottom + 26
	}
	return Chart{title: l.Title, height: y + s.foot(), table: l.table(), paint: func(p *page) {
		s.paint(p)
		for i := range graphs {
			graphs[i].paint(p)
		}
	}}
}

func (l Places) table() [][]string {
	all := [][]string{{"variant", "what", "words"}}
	for _, g := range l.Graphs {
		for _, n := range g.Nodes {
			all = append(all, []string{g.Variant, n.Name, n.Words})
		}
		for _, e := range g.Edges {
			all = append(all, []string{g.Variant, e.From + " → " + e.To, e.Words})
		}
	}
	return all
}

// placesOf lays out what was measured at nodes and edges, over all seeds. It is not ok if
// that is nothing.
func placesOf(c *reports.Comparison) (out Places, ok bool) {
	f := figure(c)
	out = Places{Title: strings.TrimSuffix(c.Bottlenecks(), "."), Footer: f.Footer, Arms: f.Arms}
	for i, v := range c.Variants {
		if v.Total.Places == nil || len(out.Graphs) == mostGraphs {
			continue
		}
		g := graphOf(v)
		g.Baseline = i == 0
		out.Graphs = append(out.Graphs, g)
	}
	all := 0
	if slices.ContainsFunc(out.Graphs, func(g Graph) bool { return !g.drawable() }) {
		all = len(out.Graphs[0].Nodes)
		out.Graphs = hottest(out.Graphs)
	}
	disks := ""
	if slices.ContainsFunc(out.Graphs, func(g Graph) bool {
		return slices.ContainsFunc(g.Nodes, func(n GraphNode) bool { return strings.HasPrefix(n.Words, inDisk) })
	}) {
		disks = ", or of the time its disk was at work, if that is more"
	}
	out.Subtitle = strings.Join(append(named(c), fmt.Sprintf("Calls a second, and which part of them did not go well; bars: which part of its workers a node held%s. After the warm-up, over %s.", disks,
		reports.CountOf(len(c.Seeds), "seed"))), " ")
	if n := len(c.Variants) - len(out.Graphs); n > 0 {
		out.Subtitle += fmt.Sprintf(" Of %d variants more there is no graph.", n)
	}
	if all > 0 && len(out.Graphs) > 0 {
		out.Subtitle += fmt.Sprintf(" Of %d nodes and loads %d are drawn: where most is held or goes wrong, and who calls it.", all, len(out.Graphs[0].Nodes))
	}
	return out, len(out.Graphs) > 0 && out.Title != ""
}

func graphOf(v *reports.Variant) Graph {
	g := Graph{Variant: v.Name}
	measured := (v.Total.Duration - v.Total.Warmup).Seconds()
	for _, p := range v.Total.Places {
		if from, to, calls := strings.Cut(p.Name, " -> "); calls && p.Sort == reports.EdgeSort {
			e := GraphEdge{From: from, To: to}
			turned := int64(0)
			for _, a := range p.Away {
				turned += a.Calls
			}
			if all := p.Requests + turned; all > 0 && measured > 0 {
				e.Rate = float64(p.Requests) / measured
				e.Bad = float64(p.Failed+p.TimedOut+p.Refused+turned) / float64(all)
			}
			e.Words = callsIn(e)
			g.Edges = append(g.Edges, e)
		}
	}
	for _, p := range v.Total.Places {
		if p.Sort == reports.NodeSort && p.Node == "" {
			n := GraphNode{Name: p.Name, Busy: math.NaN(), Words: "workers without bound"}
			if busy, ok := p.Utilisation(); ok {
				n.Busy, n.Words = busy, percent(busy)+" busy"
			}
			if disk, ok := p.DiskUtilisation(); ok && !(n.Busy >= disk) {
				n.Busy, n.Words = disk, inDisk+percent(disk)+" busy"
			}
			g.Nodes = append(g.Nodes, n)
		}
	}
	var loads []GraphNode
	for _, e := range g.Edges {
		known := func(n GraphNode) bool { return n.Name == e.From }
		if !slices.ContainsFunc(g.Nodes, known) && !slices.ContainsFunc(loads, known) {
			loads = append(loads, GraphNode{Name: e.From, Busy: math.NaN(), Words: "load"})
		}
	}
	g.Nodes = append(loads, g.Nodes...)
	return g
}

// inDisk begins the words of a node whose disk is busier than its workers.
const inDisk = "disk "

func callsIn(e GraphEdge) string {
	words := quantity(e.Rate) + "/s"
	if e.Bad > 0.0005 {
		words += ", " + percent(e.Bad) + " not well"
	}
	return words
}
