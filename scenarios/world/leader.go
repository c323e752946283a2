package world

import (
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns/catalog"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// leaders is the sink that knows who leads, for faults that strike the leader: who
// is in a span of a fact that says so.
type leaders struct {
	kinds []*sim.Kind
	lead  []*sim.Owner // in the order in which they began
	world *World
}

// watchLeaders begins to watch who leads if a fault strikes whoever does.
func (w *World) watchLeaders(f *threat) {
	if w.leaders != nil || !slices.ContainsFunc(fault.Named(f.spec.Effect), func(v fault.Victim) bool { return v.Leader }) {
		return
	}
	w.leaders = &leaders{world: w}
	for _, p := range catalog.All() {
		for _, fact := range p.Facts {
			if fact.Leads {
				w.leaders.kinds = append(w.leaders.kinds, fact.Kind)
			}
		}
	}
	w.Sim.Attach(w.leaders)
}

// Fact takes note of a beginning or an end. A crash ends everything.
func (l *leaders) Fact(x *sim.Fact) {
	begins := slices.Contains(l.kinds, x.Kind) && x.Value != 0
	if !begins && x.Kind != nodes.NodeCrashed && !slices.Contains(l.kinds, x.Kind) {
		return
	}
	l.lead = slices.DeleteFunc(l.lead, func(o *sim.Owner) bool { return o == x.Owner })
	if begins {
		l.lead = append(l.lead, x.Owner)
	}
}

// among returns the place of the one who leads among machines, or -1. Of several
// it is who began last: others may not have noticed yet that their time is over.
func (l *leaders) among(ids []net.ID) int {
	if l == nil {
		return -1
	}
	for i := len(l.lead) - 1; i >= 0; i-- {
		at := slices.IndexFunc(ids, func(id net.ID) bool { return l.world.machine[id].Owner() == l.lead[i] })
		if at >= 0 {
			return at
		}
	}
	return -1
}
