package cqrs

import (
	"slices"

	"wavetank/sim"
)

// A gate lets so many in at a time, and the others wait in the order of their
// coming. The zero gate is open.
type gate struct {
	width int // 0 is no bound
	busy  int
	line  []*sim.Proc
}

// with does something inside the gate. A process that is killed leaves its place.
func (g *gate) with(p *sim.Proc, do func()) {
	if g.width == 0 {
		do()
		return
	}
	in := false
	g.line = append(g.line, p)
	defer func() {
		if in {
			g.busy--
		} else {
			g.line = slices.DeleteFunc(g.line, func(q *sim.Proc) bool { return q == p })
		}
		g.call()
	}()
	for g.line[0] != p || g.busy == g.width {
		p.Park()
	}
	g.line, in = g.line[1:], true
	g.busy++
	g.call()
	do()
}

// call wakes who is next.
func (g *gate) call() {
	if len(g.line) > 0 && g.busy < g.width {
		g.line[0].Wake()
	}
}
