package gossip

import (
	"slices"

	"wavetank/net"
	"wavetank/sim"
)

// Flipped is what a member reads of a message with a flipped bit: an update with
// another value, which it believes and spreads. No member can tell it from the
// right one, which has the same version. A message without updates makes no sense.
func (l *Message) Flipped(luck sim.Rand) any {
	if len(l.Updates) == 0 {
		return net.Garbage{}
	}
	wrong := *l
	wrong.Updates = slices.Clone(l.Updates)
	wrong.Updates[luck.Below(uint64(len(wrong.Updates)))].Token ^= 1 << luck.Below(62)
	return &wrong
}
