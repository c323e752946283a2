package fault

import (
	"time"

	"wavetank/sim"
)

// A Drawing is a fault in the making: what a storm offers to draw from. Whoever
// it returns, but for a bystander, counts as out of action while the fault lasts.
type Drawing interface {
	// Choose returns one of 0 to n-1. Less is simpler.
	Choose(what string, n int) int
	// Force is how hard the storm is, from 1 to 3.
	Force() int
	// Victim returns a machine.
	Victim() []Victim
	// VictimOrLeader returns a machine, or whichever leads its node.
	VictimOrLeader() []Victim
	// Server returns a machine that serves routes.
	Server() []Victim
	// Disk returns a machine that has a disk.
	Disk() []Victim
	// Cache returns a machine in whose memory caches lie. It stays in action.
	Cache() []Victim
	// Bystander returns a machine that stays in action.
	Bystander() []Victim
	// Sides returns a victim, those on its side of a partition, and the others.
	Sides() (victim string, mine, others []string)
	// Edge returns a link.
	Edge() Edge
}

// tick is how fine times are drawn.
const tick = time.Millisecond

func rate(d Drawing) float64 {
	return [...]float64{0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1}[d.Choose("rate", 3*d.Force())]
}

func factor(d Drawing) float64 { return float64(int(2) << d.Choose("factor", 3*d.Force())) }

func delay(d Drawing) sim.Dist {
	span := tick << d.Choose("delay", 4*d.Force())
	if d.Choose("constant", 2) == 0 {
		return sim.Constant(span)
	}
	return sim.Exponential(span)
}
