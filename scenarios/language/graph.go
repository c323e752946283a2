package language

import (
	"iter"
	"slices"

	"wavetank/scenarios/document"
)

// Limits on what one request may set off.
const (
	mostCalls  = 1e6    // expected calls
	mostRounds = 10_000 // generations that it may take until they have died out
	mostSteps  = 2e8    // calls followed for all of them together
)

// Singles yields the single calls of a route, those in groups included.
func (r Route) Singles() iter.Seq[Call] {
	return func(yield func(Call) bool) { eachCall(r.Calls, yield) }
}

func eachCall(calls []Call, yield func(Call) bool) bool {
	for _, c := range calls {
		if c.IsGroup() {
			if !eachCall(c.Parallel, yield) {
				return false
			}
		} else if !yield(c) {
			return false
		}
	}
	return true
}

// A callGraph has a vertex for each route and an edge for each call, weighted
// with the expected number of times that a request makes it.
type callGraph struct {
	targets []Target
	out     [][]graphCall
	part    []int // the strongly connected part of each vertex

	base        []float64 // the request to a vertex itself and what it calls outside the part
	alive, next []float64 // expected calls of this generation and the next
}

type graphCall struct {
	to     int
	weight float64
	pos    document.Position
}

func newCallGraph(nodes []Node) *callGraph {
	g := &callGraph{}
	index := map[Target]int{}
	for _, n := range nodes {
		for _, route := range n.Routes {
			t := Target{n.Name, route.Name}
			index[t] = len(g.targets)
			g.targets = append(g.targets, t)
		}
	}
	for _, n := range nodes {
		for _, route := range n.Routes {
			var out []graphCall
			for c := range route.Singles() {
				out = append(out, graphCall{index[c.To], float64(c.Repeat) * c.Probability, c.Pos})
			}
			g.out = append(g.out, out)
		}
	}
	return g
}

// checkGraph complains about requests that would never end, or would set off
// more calls than a machine can follow. Within a strongly connected part of the
// graph, requests beget requests: a branching process, which dies out if and
// only if the matrix of expected children has a spectral radius below 1.
func (r *reader) checkGraph(s *Scenario) {
	g := newCallGraph(s.Nodes)
	g.base, g.alive, g.next = make([]float64, len(g.targets)), make([]float64, len(g.targets)), make([]float64, len(g.targets))
	visits := make([]float64, len(g.targets)) // calls that one request to the route sets off, itself included
	for _, part := range g.components() {
		if !g.count(part, visits) {
			cycle := g.cycle(part)
			r.Complain(r.Offset(cycle[0].pos), "the calls go round in circles without an end: %s", g.path(cycle)).
				Allow(`calls round a cycle whose probabilities make less than one next round, as in { to = "%s", probability = "50%%" }`, g.targets[cycle[0].to])
			return
		}
		for _, v := range part {
			if visits[v] > mostCalls {
				r.Complain(r.Offset(g.out[v][0].pos), "one request to %s sets off about %.3g calls", g.targets[v], visits[v]).Allow("at most %d", int64(mostCalls))
				return
			}
		}
	}
}

// count sets visits for the routes of a part whose callees outside it have been
// counted, and reports whether the calls within the part die out.
func (g *callGraph) count(part []int, visits []float64) bool {
	loops, calls := false, 1
	for _, v := range part {
		calls += len(g.out[v])
		g.base[v], g.alive[v] = 1, 1
		for _, c := range g.out[v] {
			if g.part[c.to] == g.part[v] {
				loops = true
			} else {
				g.base[v] += float64(c.weight * visits[c.to])
			}
		}
		visits[v] = g.base[v]
	}
	most := 1.0
	for round := 0; loops && round < min(mostRounds, mostSteps/calls) && most > 1e-3 && most < mostCalls; round++ {
		most = 0
		for _, v := range part {
			total, next := g.base[v], 0.0
			for _, c := range g.out[v] {
				if g.part[c.to] == g.part[v] {
					next += float64(c.weight * g.alive[c.to])
					total += float64(c.weight * visits[c.to])
				}
			}
			visits[v], g.next[v] = min(total, 2*mostCalls), next
			most = max(most, next)
		}
		g.alive, g.next = g.next, g.alive
	}
	return !loops || most <= 1e-3
}

// components finds the strongly connected parts of g, callees before callers
// (Tarjan, 1972).
func (g *callGraph) components() [][]int {
	const open = -1
	var parts [][]int
	var stack []int
	order := make([]int, len(g.targets)) // of discovery, from 1
	low := make([]int, len(g.targets))
	g.part = make([]int, len(g.targets))
	count := 0
	var visit func(v int)
	visit = func(v int) {
		count++
		order[v], low[v], g.part[v] = count, count, open
		stack = append(stack, v)
		bottom := len(stack) - 1
		for _, c := range g.out[v] {
			if order[c.to] == 0 {
				visit(c.to)
			}
			if g.part[c.to] == open {
				low[v] = min(low[v], low[c.to])
			}
		}
		if low[v] < order[v] {
			return
		}
		part := slices.Clone(stack[bottom:])
		stack = stack[:bottom]
		for _, w := range part {
			g.part[w] = len(parts)
		}
		parts = append(parts, part)
	}
	for v := range g.targets {
		if order[v] == 0 {
			visit(v)
		}
	}
	return parts
}
