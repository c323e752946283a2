package clockbound

import (
	"cmp"
	"time"

	"wavetank/nodes"
)

// A Stamp is the timestamp of a transaction: a clock's reading and, for those that
// share one, a count.
type Stamp struct {
	Wall  nodes.Reading
	Count int64
}

// Compare orders stamps.
func (s Stamp) Compare(t Stamp) int {
	return cmp.Or(cmp.Compare(s.Wall, t.Wall), cmp.Compare(s.Count, t.Count))
}

// Next returns the stamp right after s.
func (s Stamp) Next() Stamp { return Stamp{s.Wall, s.Count + 1} }

func later(s, t Stamp) Stamp {
	if s.Compare(t) < 0 {
		return t
	}
	return s
}

// HLC is a hybrid logical clock (Kulkarni et al. 2014): it stays as close to the
// physical clock as causality lets it. The zero HLC has seen nothing.
type HLC struct{ last Stamp }

// Tick returns the stamp of an event of the node itself, or of a message that it
// sends.
func (h *HLC) Tick(physical nodes.Reading) Stamp {
	h.last = later(Stamp{Wall: physical}, h.last.Next())
	return h.last
}

// Hear takes in the stamp of a message. It refuses one that lies further ahead
// than the offset, which would drag the clock along: false.
func (h *HLC) Hear(physical nodes.Reading, s Stamp, offset time.Duration) bool {
	if s.Wall > physical.Add(offset) {
		return false
	}
	h.last = later(h.last, s)
	h.Tick(physical)
	return true
}
