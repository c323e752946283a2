package world

import (
	"time"

	"wavetank/net"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// A kind of participants has the links that each of them has.
type kind struct{ group, region string }

// paths are the links of a world: each pair of kinds is configured once.
type paths struct {
	*language.Paths
	kinds   map[kind]int
	of      []int // by ID
	between map[[2]int]net.LinkConfig
}

func newPaths(s *language.Scenario) *paths {
	return &paths{Paths: s.Paths(), kinds: make(map[kind]int), between: make(map[[2]int]net.LinkConfig)}
}

// join notes of which kind the next participant is.
func (p *paths) join(name, region string) {
	k := kind{p.Group(name), region}
	n, known := p.kinds[k]
	if !known {
		n = len(p.kinds)
		p.kinds[k] = n
	}
	p.of = append(p.of, n)
}

// link returns what lies between two participants, when they first meet.
func (w *World) link(from, to net.ID) net.LinkConfig {
	pair := [2]int{w.paths.of[from], w.paths.of[to]}
	c, known := w.paths.between[pair]
	if !known {
		c = w.configure(from, to)
		w.paths.between[pair] = c
	}
	return c
}

func (w *World) configure(from, to net.ID) net.LinkConfig {
	l := w.paths.Between(w.paths.Group(w.Net.Name(from)), w.paths.Group(w.Net.Name(to)))
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
