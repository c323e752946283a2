package world

import (
	"fmt"
	"slices"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// A World is a scenario made ready to run: one variant of it, with one seed.
type World struct {
	Sim      *sim.World
	Net      *net.Network
	Machines []*nodes.Node // in the order of the scenario, instance by instance
	Loads    []*nodes.Load // in the order of the scenario

	Scenario *language.Scenario
	Variant  language.Variant
	Seed     uint64

	index    index
	groups   map[string][]net.ID // of nodes and loads, by name; and each instance by its own
	owner    []string            // by ID: the node or load that the participant belongs to
	machine  []*nodes.Node       // by ID; nil for loads
	faults   []*threat
	accounts map[string]any                      // of patterns, by name
	laid     map[net.ID]map[string]patterns.Part // on machines since their latest boot, by pattern
	leaders  *leaders                            // nil until a fault asks
	table    *net.RegionTable                    // nil until somebody asks
}

// Build returns the world of a variant ("" is the first) with a seed. The
// limits bound it; zero ones have defaults. It fails only for a variant that
// the scenario does not have, and for a pattern that Go code told nonsense.
func Build(s *language.Scenario, variant string, seed uint64, limits sim.Limits) (*World, error) {
	v, err := s.Variant(variant)
	if err != nil {
		return nil, err
	}
	for _, p := range s.Patterns {
		if err := knob.Check(p.Config); err != nil {
			return nil, fmt.Errorf("pattern %s: %w", p.Name, err)
		}
	}
	w := &World{
		Sim:      sim.New(sim.Config{Seed: seed, Limits: limits, End: sim.Time(s.Duration)}),
		Scenario: s, Variant: v, Seed: seed, index: newIndex(s),
		groups: make(map[string][]net.ID), accounts: make(map[string]any), laid: make(map[net.ID]map[string]patterns.Part),
	}
	w.Net = net.New(w.Sim, w.link)
	for _, n := range s.Nodes {
		w.addNode(n)
	}
	for _, l := range s.Loads {
		if err := w.addLoad(l); err != nil {
			return nil, err
		}
	}
	for i := range s.Faults {
		w.arm(&s.Faults[i])
	}
	for _, m := range w.Machines {
		m.Boot()
	}
	for _, l := range w.Loads {
		l.Start()
	}
	return w, nil
}

// link returns the configuration of one direction of a link.
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

// join notes a participant under its own name and that of its group.
func (w *World) join(id net.ID, name, group string, m *nodes.Node) {
	w.groups[name] = append(w.groups[name], id)
	if group != name {
		w.groups[group] = append(w.groups[group], id)
	}
	w.owner = append(w.owner, group)
	w.machine = append(w.machine, m)
}

// addNode adds the machines of a node.
func (w *World) addNode(n language.Node) {
	for _, name := range n.InstanceNames() {
		m := nodes.NewNode(w.Net, name, func(m *nodes.Node) { w.serve(m, n) })
		m.Clock = nodes.NewClock(w.Sim, nodes.ClockConfig{Offset: n.Clock.Offset, Drift: nodes.PPM(n.Clock.Drift)})
		if n.Disk != nil {
			m.Disk = nodes.NewDisk(m.Owner(), nodes.DiskConfig{Write: n.Disk.Write, Fsync: n.Disk.Fsync})
		}
		w.join(m.ID(), name, n.Name, m)
		w.Machines = append(w.Machines, m)
	}
}

// serve is the program of a machine: its service, and its patterns' processes.
func (w *World) serve(m *nodes.Node, n language.Node) {
	c := nodes.ServiceConfig{
		Group: n.Name, Workers: int64(n.Workers), Queue: -1, // no bound
		Discipline: nodes.Discipline(n.Discipline), MaxWait: n.MaxWait, Cancel: n.Cancel,
	}
	if n.Queue != nil {
		c.Queue = int64(*n.Queue)
	}
	for _, r := range n.Routes {
		c.Routes = append(c.Routes, nodes.Route{
			Name: r.Name, Work: r.Work, Disk: nodes.DiskUse(r.Disk), Errors: r.Errors,
			Reply: r.Reply, Steps: w.steps(r.Calls), Op: ops[r.Op],
		})
	}
	all, runs := w.layOn(m, n.Name)
	c.Policy = all.Queue
	nodes.NewService(m, c, all.Inbound, w.outbound(m.Owner(), m, n.Name))
	for _, run := range runs {
		m.Go(func(p *sim.Proc) { run(p, m) })
	}
}

// steps turns the calls of a route into what a service makes of them.
func (w *World) steps(calls []language.Call) []nodes.Step {
	var steps []nodes.Step
	for _, c := range calls {
		st := nodes.Step{Need: c.Need, Repeat: c.Repeat, Optional: c.Optional, Timeout: c.Timeout}
		switch {
		case c.Probability == 0 && !c.IsGroup():
			continue
		case c.Probability < 1:
			st.Chance = c.Probability
		}
		if c.IsGroup() {
			st.Parallel = w.steps(c.Parallel)
		} else {
			st.Call = w.dependency(c.To)
			st.Size = w.index.routes[c.To].Size
		}
		steps = append(steps, st)
	}
	return steps
}

// ops are the operations of routes by their words.
var ops = map[string]nodes.Op{"": nodes.NoOp, "none": nodes.NoOp, "read": nodes.Read, "write": nodes.Write}

// dependency returns where calls to a target go.
func (w *World) dependency(t language.Target) nodes.Dependency {
	return nodes.Dependency{
		Name: t.Node, Route: t.Route, Op: ops[w.index.routes[t].Op], Heeds: w.index.nodes[t.Node].Cancel,
		Pick: w.picker(t.Node), Instances: w.groups[t.Node],
	}
}

var drawInstance = sim.KeyOf("instance")

// picker returns how an instance of a node is chosen for a call.
func (w *World) picker(name string) nodes.Picker {
	ids := w.groups[name]
	if len(ids) == 1 {
		return nodes.PickerFunc(func(*nodes.Request) net.ID { return ids[0] })
	}
	key := drawInstance.Mix(uint64(sim.KeyOf(name)))
	drawn := func(of sim.Key, among []net.ID) net.ID {
		luck := w.Sim.Draw(key, of)
		return among[luck.Below(uint64(len(among)))]
	}
	switch w.index.nodes[name].Pick {
	case "shard":
		return nodes.PickerFunc(func(r *nodes.Request) net.ID { return drawn(r.Root, ids) })
	case "round-robin":
		next := -1
		return nodes.PickerFunc(func(r *nodes.Request) net.ID {
			for range ids {
				next = (next + 1) % len(ids)
				if !slices.Contains(r.Tried, ids[next]) {
					break
				}
			}
			return ids[next]
		})
	}
	return nodes.PickerFunc(func(r *nodes.Request) net.ID { return drawn(r.Key, r.Untried(ids)) })
}

// addLoad adds a load.
func (w *World) addLoad(l language.Workload) error {
	c := nodes.LoadConfig{
		Timeout: l.Timeout, Priority: int64(l.Priority), Items: nodes.NewItems(l.Keys, l.Skew),
		Users: l.Users, Think: l.Think, From: sim.Time(l.From), Until: sim.Time(l.Until),
	}
	for _, share := range l.To {
		t := nodes.Target{Dependency: w.dependency(share.To), Weight: float64(share.Weight), Size: l.Size}
		if t.Size == 0 {
			t.Size = w.index.routes[share.To].Size
		}
		c.Targets = append(c.Targets, t)
	}
	owner := w.Sim.Owner(l.Name)
	if l.Users == 0 {
		arrivals, err := nodes.NewArrivals(w.Sim, owner.Key(), arrivals(l))
		if err != nil {
			return fmt.Errorf("load %s: %w", l.Name, err)
		}
		c.Arrivals = arrivals
	}
	load := nodes.NewLoad(w.Net, l.Name, c, w.outbound(owner, nil, l.Name))
	w.join(load.ID(), l.Name, l.Name, nil)
	w.Loads = append(w.Loads, load)
	return nil
}

// arrivals returns when the requests of an open loop come.
func arrivals(l language.Workload) nodes.ArrivalsConfig {
	c := nodes.ArrivalsConfig{Process: l.Arrivals, Rate: l.Rate, Replay: l.Times, From: l.From, Until: l.Until}
	for _, s := range l.Steps {
		c.Steps = append(c.Steps, nodes.RateStep{At: s.At, Rate: s.Rate, Ramp: s.Ramp})
	}
	if b := l.Burst; b != nil {
		c.Burst = &nodes.BurstLoad{Rate: b.Rate, At: b.At, For: b.For, Every: b.Every}
	}
	return c
}

// Duration returns how long the world is meant to run, in virtual time.
func (w *World) Duration() time.Duration { return w.Scenario.Duration }

// Close gives back what the world holds.
func (w *World) Close() { w.Sim.Close() }
