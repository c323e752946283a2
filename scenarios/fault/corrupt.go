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

// Strike flips bits.
func (e *Corrupt) Strike(t Target) []Damage { return e.bend(t, net.Corrupt{Rate: e.Rate}) }

// Words say how many, and where.
func (e *Corrupt) Words() (words, numbers string) {
	return fmt.Sprintf("%s garbled on %v", percent(e.Rate), e.Link), ""
}

// Simpler flips fewer, or in fewer places.
func (e *Corrupt) Simpler(ends []string) []Effect {
	return append(
		each(e, weaker(e.Rate, 0), func(f *Corrupt, x float64) { f.Rate = x }),
		each(e, e.narrower(ends), func(f *Corrupt, l OnLink) { f.OnLink = l })...)
}

// Draw draws where, and how many.
func (e *Corrupt) Draw(d Drawing) { e.Link, e.Rate = d.Edge(), rate(d) }
