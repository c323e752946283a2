package quorum

import (
	"wavetank/net"
	"wavetank/sim"
)

var placeOnRing = sim.KeyOf("quorum ring")

// ring returns the members in the order in which they are to keep an item: the
// first n do, the others can stand in. Each item begins at a place of its own.
func ring(members []net.ID, item int64) []net.ID {
	luck := placeOnRing.Mix(uint64(item)).Rand()
	at := int(luck.Below(uint64(len(members))))
	order := make([]net.ID, 0, len(members))
	return append(append(order, members[at:]...), members[:at]...)
}
