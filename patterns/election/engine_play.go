//go:build play

package election

import (
	"wavetank/nodes"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

const hasEtcd = false

// newEtcd is never called: whoever builds with the tag asks [Config.Lacks] before a run.
func newEtcd(raft.Config, int, sim.Rand, nodes.Ticks, raft.State) raft.Engine {
	panic("election: this program was built without etcd's Raft")
}
