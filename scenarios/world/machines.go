package world

import (
	"wavetank/nodes"
	"wavetank/scenarios/language"
	"wavetank/sim"
	"wavetank/sim/meter"
)

func (w *World) addNode(n language.Node) {
	w.effects[n.Name] = new(nodes.Effects)
	if n.SharesItems() {
		w.items[n.Name] = new(nodes.Registers)
	}
	for _, name := range n.InstanceNames() {
		m := nodes.NewNode(w.Net, name, func(m *nodes.Node) { w.serve(m, n) })
		w.equip(m, n)
		w.join(m.ID(), name, n.Name, m)
		w.Machines = append(w.Machines, m)
	}
}

// equip gives a machine its clock and its disk.
func (w *World) equip(m *nodes.Node, n language.Node) {
	m.Clock = nodes.NewClock(w.Sim, nodes.ClockConfig{Offset: n.Clock.Offset, Drift: nodes.PPM(n.Clock.Drift)})
	if n.WarmUp != nil {
		m.WarmUp(nodes.WarmUp{For: n.WarmUp.For, Factor: n.WarmUp.Factor})
	}
	if n.Disk != nil {
		m.Disk = nodes.NewDisk(m.Owner(), nodes.DiskConfig{Write: n.Disk.Write, Fsync: n.Disk.Fsync})
	}
}

// serve is the program of a machine: its service, and its patterns' processes.
func (w *World) serve(m *nodes.Node, n language.Node) {
	c := nodes.ServiceConfig{
		Group: n.Name, Workers: int64(n.Workers), Queue: -1, // no bound
		Discipline: nodes.Discipline(n.Discipline), MaxWait: n.MaxWait,
		Crowding: nodes.Crowding{Contention: n.Contention, Coherence: n.Coherence, Heap: int64(n.Heap), Collector: n.Collector}, Cancel: n.Cancel, Items: w.items[n.Name], Effects: w.effects[n.Name],
	}
	if n.Queue != nil {
		c.Queue = int64(*n.Queue)
	}
	for _, r := range n.Routes {
		c.Routes = append(c.Routes, nodes.Route{
			Name: r.Name, Work: r.Work, Disk: nodes.DiskUse(r.Disk), Errors: r.Errors,
			Reply: r.Reply, Steps: w.steps(r.Calls, m.Name()), Op: ops[r.Op], KeepOnce: r.Idempotency == "caller",
			Afterwards: r.ErrorsAfter == "effect", Permanent: nodes.Permanent{Share: r.Permanent, ByItem: r.PermanentBy == "item", Told: r.PermanentTold},
			Passes: w.passes(language.Target{Node: n.Name, Route: r.Name}), Meter: w.routeMeter(n.Name + "." + r.Name),
		})
	}
	if w.Meters != nil {
		c.Meter = w.Meters.Service(m.Name(), n.Name, int64(n.Workers))
		if n.Disk != nil {
			m.Disk.Measure(w.Meters.Disk(m.Name()))
		}
	}
	all, runs := w.layOn(m, n.Name)
	c.Policy = all.Queue
	nodes.NewService(m, c, all.Inbound, w.outbound(m.Owner(), m, n.Name))
	w.keep(n.Name)
	for _, run := range runs {
		m.Go(func(p *sim.Proc) { run(p, m) })
	}
}

// routeMeter returns the meter of a route, or nil.
func (w *World) routeMeter(name string) *meter.Calls {
	if w.Meters == nil {
		return nil
	}
	return w.Meters.Route(name)
}

// steps turns the calls of a route of a machine into what a service makes of them.
func (w *World) steps(calls []language.Call, from string) []nodes.Step {
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
			st.Parallel = w.steps(c.Parallel, from)
		} else {
			st.Call = w.dependency(c.To, from)
			st.Size = w.index.routes[c.To].Size
		}
		steps = append(steps, st)
	}
	return steps
}

// ops are the operations of routes by their words.
var ops = map[string]nodes.Op{"": nodes.NoOp, "none": nodes.NoOp, "read": nodes.Read, "write": nodes.Write}

// dependency returns where calls of a participant to a target go.
func (w *World) dependency(t language.Target, from string) nodes.Dependency {
	return nodes.Dependency{
		Name: t.Node, Route: t.Route, Op: ops[w.index.does[t].Op], Heeds: w.index.nodes[t.Node].Cancel,
		Pick: w.picker(t.Node, from), Instances: w.groups[t.Node],
	}
}

// passes returns what a route hands on, in place of keeping the item itself.
func (w *World) passes(t language.Target) nodes.Op {
	if does := w.index.does[t]; does.Behind {
		return ops[does.Op]
	}
	return nodes.NoOp
}
