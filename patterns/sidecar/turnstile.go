package sidecar

import (
	"slices"

	"wavetank/sim"
)

// A turnstile lets so many in at a time, the others in the order in which they came.
type turnstile struct {
	free int
	line []*pass
}

// A pass is somebody's place in the line.
type pass struct {
	proc *sim.Proc
	in   bool
}

// enter waits until there is room.
func (t *turnstile) enter(p *sim.Proc) {
	if t.free > 0 {
		t.free--
		return
	}
	me := &pass{proc: p}
	t.line = append(t.line, me)
	entered := false
	defer func() {
		switch i := slices.Index(t.line, me); {
		case entered:
		case i >= 0:
			t.line = slices.Delete(t.line, i, i+1)
		case me.in: // let in, and killed before it went
			t.leave()
		}
	}()
	for !me.in {
		p.Park()
	}
	entered = true
}

// leave makes room for the next.
func (t *turnstile) leave() {
	if len(t.line) == 0 {
		t.free++
		return
	}
	next := t.line[0]
	t.line = t.line[1:]
	next.in = true
	next.proc.Wake()
}
