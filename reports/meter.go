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
		n = &NodeMeter{place: p, warm: m.warm, since: m.warm, stood: m.warm, waits: tally{to: &p.Waits}, work: tally{to: &p.Work}}
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
		p := n.measured(at)
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
		others = append(others, c.measured())
	}
	for _, n := range nodes {
		n.pack()
	}
	slices.SortStableFunc(others, inOrder)
	return slices.Concat(nodes, instances, others)
}

// A NodeMeter measures the workers and the queue of a machine. What each request touches
// stands first, close together.
type NodeMeter struct {
	warm          sim.Time
	since, stood  sim.Time // until when workers and queue are counted, not before the end of the warm-up
	busy, waiting int64
	held, calling area
	atOnce        int64
	work, waits   tally
	place         *Place
	queue         [lowLevels]time.Duration // how long so many waited, not yet in the place
	tasks         int64
	shares        bool // its cores, so that tasks use them and not requests
}

// lowLevels are so low that their spans are kept apart: to multiply is for the end.
const lowLevels = 32

// hold carries the workers on to a later instant.
func (n *NodeMeter) hold(now sim.Time) {
	if now <= n.since {
		return
	}
	span := now.Sub(n.since)
	n.since = now
	n.held.add(n.busy, span)
	if n.shares {
		n.place.used.add(min(n.tasks, n.place.Workers), span)
	}
}

// stand carries the queue on to a later instant. Nobody counts how long it was empty.
func (n *NodeMeter) stand(now sim.Time) {
	if now <= n.stood {
		return
	}
	span := now.Sub(n.stood)
	n.stood = now
	switch {
	case n.waiting == 0:
	case n.waiting < lowLevels:
		n.queue[n.waiting] += span
	default:
		n.place.Queue.addFor(n.waiting, span)
	}
}

// measured returns all that was measured until then.
func (n *NodeMeter) measured(at sim.Time) *Place {
	n.hold(at)
	n.stand(at)
	for level, span := range n.queue {
		if span > 0 {
			n.place.Queue.addFor(int64(level), span)
		}
	}
	n.queue = [lowLevels]time.Duration{}
	n.waits.flush()
	n.work.flush()
	p := n.place.copy()
	p.Time = area{lo: uint64(max(0, at.Sub(n.warm)))}
	p.held, p.calling, p.atOnce, p.shares = n.held, n.calling, n.atOnce, n.shares
	return p
}

// Queued says that a request waits for a worker.
func (n *NodeMeter) Queued(now sim.Time) {
	n.stand(now)
	n.waiting++
}

// Left says that a request left the queue without a worker.
func (n *NodeMeter) Left(now sim.Time, waited time.Duration) {
	n.stand(now)
	n.waiting--
	if now >= n.warm {
		n.waits.add(waited)
	}
}

// Began says that a request got a worker.
func (n *NodeMeter) Began(now sim.Time, queued bool, waited time.Duration) {
	n.hold(now)
	n.busy++
	if queued {
		n.stand(now)
		n.waiting--
	}
	switch {
	case now < n.warm:
	case waited == 0:
		n.atOnce++
	default:
		n.waits.add(waited)
	}
}

// Ended says that a request gave its worker back.
func (n *NodeMeter) Ended(now sim.Time, worked, calling time.Duration) {
	n.hold(now)
	n.busy--
	if now >= n.warm {
		n.work.add(worked)
		n.calling.merge(area{lo: uint64(calling)})
	}
}

// Stopped says that the machine crashed.
func (n *NodeMeter) Stopped(now sim.Time) {
	n.hold(now)
	n.stand(now)
	n.waiting, n.busy = 0, 0
}

// Runs says how many requests share the cores from now on.
func (n *NodeMeter) Runs(now sim.Time, tasks int64) {
	n.hold(now)
	n.tasks, n.shares = tasks, true
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
	warm        sim.Time
	begun       int64
	well, other tally
	place       *Place
}

// Begun returns the counter of requests, or attempts, and from when on they count.
func (c *CallMeter) Begun() (from sim.Time, n *int64) { return c.warm, &c.begun }

// Ended says what became of one; how is nil if it was given up.
func (c *CallMeter) Ended(start sim.Time, how *sim.Kind, after time.Duration) {
	switch {
	case start < c.warm:
	case how == sim.RequestOK:
		c.well.add(after)
	default:
		c.place.count(how)
		if c.place.Sort == EdgeSort {
			c.other.add(after)
		}
	}
}

// measured returns all that was measured.
func (c *CallMeter) measured() *Place {
	c.well.flush()
	c.other.flush()
	p := c.place.copy()
	p.Requests, p.OK = c.begun, p.Latency.Count()
	return p
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
	spans *[256]time.Duration // filled from the end; nil is none
	left  uint8               // places; none is left of those that are full, too
}

func (t *tally) add(d time.Duration) {
	if t.left == 0 {
		t.renew()
	}
	t.left--
	t.spans[t.left] = d
}

// renew makes room. It stays apart, so that add is done in place.
//
//go:noinline
func (t *tally) renew() {
	if t.spans == nil {
		t.spans = new([256]time.Duration)
		return
	}
	t.to.addAll(t.spans[:])
}

// flush leaves nothing behind, not even the memory.
func (t *tally) flush() {
	if t.spans != nil {
		t.to.addAll(t.spans[t.left:])
		t.spans, t.left = nil, 0
	}
}
