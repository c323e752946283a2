package world

import (
	"time"

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
	rtt, ok := w.rtt(w.Net.Name(from), w.Net.Name(to))
	if !ok {
		return nil
	}
	return sim.Constant(rtt / 2)
}

// rtt returns the round trip between the regions of two participants, if both have one.
func (w *World) rtt(from, to string) (time.Duration, bool) {
	a, b := w.index.regions[from], w.index.regions[to]
	if a == "" || b == "" {
		return 0, false
	}
	return w.regions().RTT(a, b)
}

// regions returns the table of round trips, read on first use.
func (w *World) regions() *net.RegionTable {
	if w.table == nil {
		w.table = net.NewRegionTable()
	}
	return w.table
}
