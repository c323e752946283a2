package lint

import (
	"math"

	"wavetank/nodes"
	"wavetank/scenarios/language"
)

// crowd lengthens the work of a node whose requests hinder each other: at the number that
// is worked on on average, the least that gets as many done as come; where none does, at
// the number that gets the most done.
//
//	done(n) = n / (1 + σ(n-1) + κn(n-1)) of what one gets done
func (u *use) crowd(n *language.Node) {
	if n.Contention == 0 && n.Coherence == 0 && n.Heap == 0 || n.Discipline == string(nodes.Sharing) {
		return
	}
	living := n.Heap
	if n.Queue != nil {
		living = min(living, n.Workers+*n.Queue)
	}
	if u.mean == 0 {
		return
	}
	c := nodes.Crowding{Contention: n.Contention, Coherence: n.Coherence, Heap: int64(n.Heap), Collector: n.Collector}
	stretch := func(x float64) float64 { // of the own work, where the workers would be so busy without it
		asked, best := x*float64(n.Workers), math.Inf(1)
		for busy := int64(1); busy <= int64(n.Workers); busy++ {
			f := c.Factor(busy, busy)
			if float64(asked*f) <= float64(busy) {
				return f
			}
			best = min(best, f/float64(busy)*float64(n.Workers)) // in terms of all workers
		}
		return best
	}
	own := u.own
	u.full = u.mean + float64(own*(c.Factor(int64(n.Workers), int64(living))-1))
	share := own / u.mean
	for _, x := range []*float64{&u.mean, &u.peak, &u.open} {
		*x += float64(*x * share * (stretch(*x) - 1))
	}
	u.own = float64(share * u.mean)
}
