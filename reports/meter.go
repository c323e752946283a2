package reports

import (
	"slices"
	"time"

	"wavetank/sim"
)

// Meters measure the nodes, routes and edges of one run, where somebody asks: they are
// told, by the nodes of the run, what is no fact. Memory is for the places and their
// histograms, none for a request.
type Meters struct {
	warm   sim.Time
	called []*CallMeter
	known  map[placeKey]*CallMeter
	levels []*NodeMeter // in the order of their machines
	nodes  map[string]*NodeMeter
}

type placeKey struct {
	sort *Sort
	name string
}

// NewMeters returns meters of a run with that warm-up, which have heard nothing.
func NewMeters(warmup time.Duration) *Meters {
	return &Meters{warm: sim.Time(warmup), known: make(map[placeKey]*CallMeter), nodes: make(map[string]*NodeMeter)}
}

// Node returns the meter of a machine, the same again after a crash. Workers bound the
// requests that it serves at a time; 0 is no bound.
func (m *Meters) Node(instance, node string, workers int64) *NodeMeter {
	n, ok := m.nodes[instance]
	if !ok {
		p := &Place{Sort: NodeSort, Name: instance, Node: node, Workers: workers}
		n = &NodeMeter{place: p, warm: m.warm, since: m.warm, waits: tally{to: &p.Waits}, work: tally{to: &p.Work}}
		m.nodes[instance] = n
		m.levels = append(m.levels, n)
	}
	return n
}

// Route returns the meter of a route, or of the requests that a load sends to one.
func (m *Meters) Route(name string) *CallMeter { return m.calls(RouteSort, name) }

// Edge returns the meter of the calls of one participant to another.
func (m *Meters) Edge(name string) *CallMeter { return m.calls(EdgeSort, name) }

func (m *Meters) calls(s *Sort, name string) *CallMeter {
	key := placeKey{s, name}
	c, ok := m.known[key]
	if !ok {
		p := &Place{Sort: s, Name: name}
		c = &CallMeter{place: p, warm: m.warm, well: tally{to: &p.Latency}, other: tally{to: &p.Wait}}
		m.known[key] = c
		m.called = append(m.called, c)
	}
	return c
}

// Places returns what was measured of a run that has come to that time: nodes as all
// their instances together, then the instances where there are several, then routes and
// edges, each in the order of their names.
func (m *Meters) Places(at sim.Time) []*Place {
	var nodes, instances, others []*Place
	for _, n := range m.levels {
		n.advance(at)
		n.settle()
		n.place.Time = area{lo: uint64(max(0, at.Sub(m.warm)))}
		n.waits.flush()
		n.work.flush()
		p := n.place.copy()
		if i := len(nodes) - 1; i >= 0 && nodes[i].Name == p.Node {
			nodes[i].merge(p)
		} else {
			all := *p
			all.Name, all.Node = p.Node, ""
			nodes = append(nodes, &all)
		}
		if p.Name != p.Node {
			instances = append(instances, p)
		}
	}
	for _, c := range m.called {
		c.well.flush()
		c.other.flush()
		others = append(others, c.place.copy())
	}
	for _, n := range nodes {
		n.pack()
	}
	slices.SortStableFunc(others, inOrder)
	return slices.Concat(nodes, instances, others)
}

// A NodeMeter measures the workers and the queue of a machine.
type NodeMeter struct {
	place         *Place
	warm, since   sim.Time // since is not before the end of the warm-up
	waiting, busy int64
	tasks         int64
	shares        bool                     // its cores, so that tasks use them and not requests
	held, queue   [lowLevels]time.Duration // how long so many were busy, or waited, not yet in the place
	waits, work   tally
}

// advance carries the levels on to a later instant.
func (n *NodeMeter) advance(now sim.Time) {
	if now <= n.since {
		return
	}
	span, p := now.Sub(n.since), n.place
	n.since = now
	if n.busy < lowLevels {
		n.held[n.busy] += span
	} else {
		p.held.add(n.busy, span)
	}
	if n.shares {
		p.used.add(min(n.tasks, p.Workers), span)
	}
	if n.waiting < lowLevels {
		n.queue[n.waiting] += span
	} else {
		p.Queue.addFor(n.waiting, span)
	}
}

// lowLevels are so low that their spans are kept apart: to multiply is for the end.
const lowLevels = 32

// settle takes the spans of low levels over into the place. Nobody counts those of none.
func (n *NodeMeter) settle() {
	for level := range n.held {
		if span := n.held[level]; span > 0 {
			n.place.held.add(int64(level), span)
		}
		if span := n.queue[level]; span > 0 && level > 0 {
			n.place.Queue.addFor(int64(level), span)
		}
	}
	n.held, n.queue = [lowLevels]time.Duration{}, [lowLevels]time.Duration{}
}

// Queued says that a request waits for a worker.
func (n *NodeMeter) Queued(now sim.Time) {
	n.advance(now)
	n.waiting++
}

// Left says that a request left the queue without a worker.
func (n *NodeMeter) Left(now sim.Time, waited time.Duration) {
	n.advance(now)
	n.waiting--
	if now >= n.warm {
		n.waits.add(waited)
	}
}

// Began says that a request got a worker.
func (n *NodeMeter) Began(now sim.Time, queued bool, waited time.Duration) {
	n.advance(now)
	n.busy++
	if queued {
		n.waiting--
	}
	switch {
	case now < n.warm:
	case waited == 0:
		n.place.atOnce++
	default:
		n.waits.add(waited)
	}
}

// Ended says that a request gave its worker back.
func (n *NodeMeter) Ended(now sim.Time, worked, calling time.Duration) {
	n.advance(now)
	n.busy--
	if now >= n.warm {
		n.work.add(worked)
		n.place.calling.merge(area{lo: uint64(calling)})
	}
}

// Stopped says that the machine crashed.
func (n *NodeMeter) Stopped(now sim.Time) {
	n.advance(now)
	n.waiting, n.busy = 0, 0
}

// Runs says how many requests share the cores from now on.
func (n *NodeMeter) Runs(now sim.Time, tasks int64) {
	n.advance(now)
	n.tasks, n.shares, n.place.shares = tasks, true, true
}

// TurnedAway says that a request was turned away.
func (n *NodeMeter) TurnedAway(now sim.Time) {
	if now >= n.warm {
		n.place.Rejected++
	}
}

// Expired says that a request waited too long in the queue.
func (n *NodeMeter) Expired(now sim.Time) {
	if now >= n.warm {
		n.place.Expired++
	}
}

// A CallMeter measures what becomes of the requests to a route, or of the calls over an
// edge. Each belongs to the instant at which it began.
type CallMeter struct {
	place       *Place
	warm        sim.Time
	well, other tally
}

// Began is a request, or an attempt.
func (c *CallMeter) Began(start sim.Time) {
	if start >= c.warm {
		c.place.Requests++
	}
}

// Ended says what became of one; how is nil if it was given up.
func (c *CallMeter) Ended(start sim.Time, how *sim.Kind, after time.Duration) {
	if start < c.warm {
		return
	}
	switch c.place.count(how); {
	case how == sim.RequestOK:
		c.well.add(after)
	case c.place.Sort == EdgeSort:
		c.other.add(after)
	}
}

// TurnedAway says that a pattern of the caller's ended a call before it was sent.
func (c *CallMeter) TurnedAway(now sim.Time, by string) {
	if now >= c.warm {
		c.place.turnedAway(by, 1)
	}
}

// A tally adds spans to a histogram, many at a time: the histogram is too large to be at
// hand for each.
type tally struct {
	to    *Histogram
	spans []time.Duration
}

// tallied is how many spans a tally keeps back.
const tallied = 256

func (t *tally) add(d time.Duration) {
	if t.spans = append(t.spans, d); len(t.spans) == tallied {
		t.flush()
	}
}

func (t *tally) flush() {
	if len(t.spans) == 0 {
		return
	}
	t.to.addAll(t.spans)
	t.spans = t.spans[:0]
}
