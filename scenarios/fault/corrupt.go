package fault

import (
	"fmt"

	"wavetank/net"
)

// Corrupt flips bits of messages. A stream has a checksum: it drops what is wrong
// and sends it again, so that it costs time. A datagram has none and arrives:
// garbage, which its receiver drops, or a message that says something else.
type Corrupt struct {
	OnLink
	Rate float64 `toml:"rate" kind:"ratio" required:"true" doc:"share of messages with flipped bits; a stream repeats them, a datagram arrives with them"`
}

func (e *Corrupt) Strike(t Target) []Damage { return e.bend(t, net.Corrupt{Rate: e.Rate}) }

func (e *Corrupt) Words() (words, numbers string) {
	return fmt.Sprintf("%s garbled on %v", percent(e.Rate), e.Link), ""
}

func (e *Corrupt) Draw(d Drawing) { e.Link, e.Rate = d.Edge(), rate(d) }
