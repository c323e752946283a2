//go:build play

package election

import (
	"wavetank/nodes"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

const hasEtcd = false

// newEtcd is never called: Validate refuses the engine.
func newEtcd(raft.Config, int, sim.Rand, nodes.Ticks, raft.State) raft.Engine {
	panic("election: this program was built without etcd's Raft")
}
