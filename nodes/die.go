package nodes

import "wavetank/sim"

// Die ends the node's process, which found what cannot be while what it relies on
// holds, such as that a disk keeps what was synced. A real process ends at such an
// assertion, again at each start, so nobody starts this one any more. What it found
// goes with the fact. The process ends once what happens now is over.
func (n *Node) Die(why string) {
	if n.died {
		return
	}
	n.died = true
	n.owner.Emit(sim.Fact{Kind: NodeDied, Note: why})
	n.World().After(0, n.owner, sim.Func(func() { n.Crash(false) }))
}

// Died reports whether the node's process has ended for good.
func (n *Node) Died() bool { return n.died }
