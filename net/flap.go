package net

import "wavetank/sim"

// A Flap puts another rule in force and out of it, over and over.
type Flap struct {
	spans spans
	inner Rule
}

// NewFlap returns a rule that begins now with a span drawn from down, in which
// inner is in force, goes on with one drawn from up, in which it is not, and so
// forth. The spans are drawn from the seed, the name and the time, whatever
// traffic there is. None is shorter than a microsecond.
func NewFlap(w *sim.World, name string, up, down sim.Dist, inner Rule) *Flap {
	key := sim.KeyOf("flap").Mix(uint64(sim.KeyOf(name)))
	length := [2]sim.Dist{down, up}
	return &Flap{spans: spans{world: w, key: key, length: length, until: w.Now()}, inner: inner}
}

// Bend lets inner bend the message while it is in force.
func (f *Flap) Bend(m *Message, luck sim.Rand, fate *Fate) {
	if f.spans.now() == 0 {
		f.inner.Bend(m, luck, fate)
	}
}
