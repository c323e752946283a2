package net

import "wavetank/sim"

// A stream has a checksum: it drops what arrives with flipped bits, and repeats
// it as if it were lost. A datagram has none, as where UDP carries no sum or the
// bits flip in the memory of a router that makes a new one: it arrives garbled.
// Its receiver reads one of two things: nothing at all, which is Garbage, or
// something else, if the body says what.

// Garbage is the body of a message that nobody can read. A receiver drops it: it
// cannot even tell which call it belongs to.
type Garbage struct{}

// A Flipper is a body that still makes sense with a flipped bit: other sense.
type Flipper interface {
	// Flipped returns what a receiver reads. The body itself stays as it is: others
	// may have been sent the same.
	Flipped(luck sim.Rand) any
}

// MessageGarbled is a message that was delivered with flipped bits. Owner is the
// sender, Peer the receiver.
var MessageGarbled = sim.NewKind("message.garbled", "a datagram arrived with flipped bits, and its receiver could not read it, or read something else")

// Corrupt flips bits of a share of the transmissions.
type Corrupt struct{ Rate float64 }

// Bend flips bits of the message or does not.
func (c Corrupt) Bend(_ *Message, luck sim.Rand, f *Fate) {
	f.Garbled = luck.Chance(c.Rate) || f.Garbled
}

// garble returns what the receiver of a garbled packet reads.
func (p *packet) garble() any {
	p.emit(MessageGarbled)
	if body, ok := p.message.Body.(Flipper); ok {
		return body.Flipped(p.network.world.Draw(p.link.key+drawGarbage, p.message.Key))
	}
	return Garbage{}
}
