package fault

import (
	"fmt"
	"slices"

	"wavetank/nodes"
)

// Beside confines a fault of machines to a process beside their program.
type Beside struct {
	Pattern string `toml:"pattern" kind:"pattern" doc:"only the process that this pattern runs beside the node's program, such as a sidecar; absent: the whole machine"`
}

// check complains about a pattern that runs no process of its own on a node that
// is hit.
func (b Beside) check(c Checker, hit []string) {
	p, ok := c.Pattern(b.Pattern)
	if !ok {
		return
	}
	if !p.Process {
		c.Refuse(at("pattern"), fmt.Sprintf("a %s runs nothing that a fault could strike alone", p.Kind),
			"a pattern with a process beside the node's program, such as a sidecar")
		return
	}
	for _, node := range hit {
		if !slices.Contains(p.On, Edge{From: node}) {
			c.Refuse(at("pattern"), fmt.Sprintf("the pattern %q does not lie on %q", b.Pattern, node), "a node that it lies on")
		}
	}
}

// of names what is struck of machines.
func (b Beside) of(m Machines) string {
	if b.Pattern == "" {
		return m.words()
	}
	return b.Pattern + " of " + m.words()
}

// strike does something to each machine or, of those whose variant has the
// pattern, to its process.
func (b Beside) strike(t Target, m Machines, verb func(*nodes.Node) (undo func()), process func(Process) (undo func())) []Damage {
	if b.Pattern == "" {
		return m.strike(t, verb)
	}
	return m.strikePart(t, func(n *nodes.Node) func() {
		if p := t.Process(n, b.Pattern); p != nil && n.Up() {
			return process(p)
		}
		return func() {}
	}, func(n *nodes.Node) int64 {
		if t.Process(n, b.Pattern) == nil {
			return 0
		}
		return arrivals(n)
	})
}
