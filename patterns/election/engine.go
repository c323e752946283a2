//go:build !play

package election

import (
	"wavetank/nodes"
	"wavetank/patterns/election/etcd"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// hasEtcd says whether the program carries etcd's Raft. One for the browser, built with
// the tag play, does not: protobuf comes with it, and a third more to download.
const hasEtcd = true

func newEtcd(c raft.Config, self int, luck sim.Rand, now nodes.Ticks, s raft.State) raft.Engine {
	return etcd.New(c, self, luck, now, s)
}
