package election

import "wavetank/patterns/election/raft"

// guard is deferred around what the engine does: when it finds what cannot be, the
// member's process dies.
func (m *member) guard() {
	switch broken := recover().(type) {
	case nil:
	case raft.Impossible:
		m.dead = true
		m.node.Die(string(broken))
	default:
		panic(broken)
	}
}
