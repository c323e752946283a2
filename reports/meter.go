package reports

import (
	"slices"
	"time"

	"wavetank/sim"
	"wavetank/sim/meter"
)

// Meters measure the nodes, routes and edges of one run, where somebody asks: the nodes of
// the run fill them. Memory is for the places and their histograms, none for a request.
type Meters struct {
	warm     sim.Time
	called   []callMeter
	services []serviceMeter // in the order of their machines
	calls    map[placeKey]*meter.Calls
	nodes    map[string]int // by machine: its place among the services
	looked   sim.Time       // when the burdens before were taken
	before   []burden       // of the services
}

type placeKey struct {
	sort *Sort
	name string
}

type callMeter struct {
	place *Place
	calls *meter.Calls
}

type serviceMeter struct {
	place   *Place
	service *meter.Service
	disk    *meter.Service // nil is none
}

// NewMeters returns meters of a run with that warm-up, which have heard nothing.
func NewMeters(warmup time.Duration) *Meters {
	return &Meters{warm: sim.Time(warmup), calls: make(map[placeKey]*meter.Calls), nodes: make(map[string]int)}
}

// Service returns the meter of a machine, the same again after a crash. Workers bound the
// requests that it serves at a time; 0 is no bound.
func (m *Meters) Service(instance, node string, workers int64) *meter.Service {
	i, ok := m.nodes[instance]
	if !ok {
		i = len(m.services)
		m.nodes[instance] = i
		p := &Place{Sort: NodeSort, Name: instance, Node: node, Workers: workers}
		m.services = append(m.services, serviceMeter{place: p, service: meter.NewService(m.warm, workers, &p.Work, &p.Waits, &p.Queue)})
	}
	return m.services[i].service
}

// Disk returns the meter of the disk of a machine that has a service, the same again after a
// crash. It is one of a worker, whom operations share.
func (m *Meters) Disk(instance string) *meter.Service {
	n := &m.services[m.nodes[instance]]
	if n.disk == nil {
		n.disk = meter.NewService(m.warm, 1, nil, nil, nil)
		n.disk.Run(0, 0)
	}
	return n.disk
}

// Route returns the meter of a route, or of the requests that a load sends to one.
func (m *Meters) Route(name string) *meter.Calls { return m.of(RouteSort, name) }

// Edge returns the meter of the calls of one participant to another.
func (m *Meters) Edge(from, to string) *meter.Calls { return m.of(EdgeSort, from+" -> "+to) }

func (m *Meters) of(s *Sort, name string) *meter.Calls {
	key := placeKey{s, name}
	c, ok := m.calls[key]
	if !ok {
		p := &Place{Sort: s, Name: name}
		var other meter.Distribution // of a route nobody asks how long they took
		if s == EdgeSort {
			other = &p.Wait
		}
		c = meter.NewCalls(m.warm, &p.Latency, other)
		m.calls[key] = c
		m.called = append(m.called, callMeter{p, c})
	}
	return c
}

// Places returns what was measured of a run that has come to that time: nodes as all
// their instances together, then the instances where there are several, then routes and
// edges, each in the order of their names. They share memory with the meters, of which the
// run then must have come to its end; but several collectors may ask.
func (m *Meters) Places(at sim.Time) []*Place {
	var nodes, instances, others []*Place
	for _, n := range m.services {
		p := n.measured(at)
		p.Time.Add(1, max(0, at.Sub(m.warm)))
		if p.Name == p.Node {
			p.Node = ""
			nodes = append(nodes, p)
			continue
		}
		if i := len(nodes) - 1; i < 0 || nodes[i].Name != p.Node {
			nodes = append(nodes, &Place{Sort: NodeSort, Name: p.Node, Workers: p.Workers})
		}
		nodes[len(nodes)-1].merge(p)
		instances = append(instances, p)
	}
	for _, c := range m.called {
		others = append(others, c.measured())
	}
	slices.SortStableFunc(others, inOrder)
	return slices.Concat(nodes, instances, others)
}

// measured returns all that was measured until then.
func (n serviceMeter) measured(at sim.Time) *Place {
	s := n.service
	s.Flush(at)
	p := n.place.shared()
	p.held, p.used, p.shares, p.calling = s.Held(at), s.Used(at), s.Shares(), s.Calling
	p.atOnce, p.Rejected, p.Expired = s.AtOnce, s.Rejected, s.Overdue
	if p.disks = n.disk != nil; p.disks {
		p.disk = n.disk.Used(at)
	}
	return p
}

// measured returns all that was measured.
func (c callMeter) measured() *Place {
	c.calls.Flush()
	p := c.place.shared()
	p.Requests, p.OK = c.calls.Begun, p.Latency.Count()
	p.Failed, p.TimedOut, p.Refused, p.GivenUp = c.calls.Failed, c.calls.TimedOut, c.calls.Rejected, c.calls.GivenUp
	for _, a := range c.calls.Away {
		p.turnedAway(a.By, a.Calls)
	}
	return p
}
