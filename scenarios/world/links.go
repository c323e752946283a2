package world

import (
	"wavetank/net"
	"wavetank/sim"
)

func (w *World) link(from, to net.ID) net.LinkConfig {
	l := w.Scenario.Path(w.Net.Name(from), w.Net.Name(to))
	c := net.LinkConfig{
		Latency: l.Latency, Bandwidth: int64(l.Bandwidth), Buffer: l.Buffer,
		Transport: net.Transport(l.Transport), RTO: l.RTO, GiveUp: l.GiveUp,
	}
	if l.Loss != nil {
		c.Loss = *l.Loss
	}
	if l.Duplicate != nil {
		c.Duplicate = *l.Duplicate
	}
	if b := l.Burst; b != nil {
		c.Burst = &net.Burst{Good: b.Good, Bad: b.Bad, LossGood: b.LossGood, LossBad: b.LossBad}
	}
	if r := l.Reorder; r != nil {
		c.Reorder, c.ReorderBy = r.Probability, r.Delay
	}
	if c.Latency == nil {
		c.Latency = w.distance(from, to)
	}
	return c
}

// distance returns the latency between the regions of two participants, half
// the round trip, or nil if either has none.
func (w *World) distance(from, to net.ID) sim.Dist {
	a, b := w.index.regions[w.owner[from]], w.index.regions[w.owner[to]]
	if a == "" || b == "" {
		return nil
	}
	rtt, ok := w.regions().RTT(a, b)
	if !ok {
		return nil
	}
	return sim.Constant(rtt / 2)
}

// regions returns the table of round trips, read on first use.
func (w *World) regions() *net.RegionTable {
	if w.table == nil {
		w.table = net.NewRegionTable()
	}
	return w.table
}
