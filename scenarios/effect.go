package scenarios

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// apply lets the fault take effect once. The luck chooses victims.
func (f *fault) apply(luck sim.Rand) []effect {
	victims, verb, use := f.strike()
	if verb == nil {
		return f.bend(f.weather())
	}
	var effects []effect
	for _, m := range f.struck(victims, luck) {
		count, busy := use, int64(0)
		if use == nil { // what came to the machine, and what it was busy with
			count, busy = func(n *nodes.Node) int64 { return f.world.Net.Arrivals(n.ID()) }, m.Load()
		}
		before := count(m)
		effects = append(effects, effect{
			undo:    verb(m),
			touched: func() int64 { return busy + count(m) - before },
		})
		if e, frozen := f.spec.Effect.(*Pause); frozen && e.Pattern == "" {
			effects = append(effects, f.coming(m))
		}
	}
	return effects
}

// coming counts what is sent to a machine: what comes to one that is frozen does
// not arrive before it thaws.
func (f *fault) coming(m *nodes.Node) effect {
	var n int64
	h := f.world.Net.Install(f.owner.Name(), net.RuleFunc(func(msg *net.Message, _ sim.Rand, fate *net.Fate) {
		if msg.To == m.ID() && !fate.Lost {
			n++
		}
	}))
	return effect{undo: h.Remove, touched: func() int64 { return n }}
}

// strike returns whom a fault of machines strikes, with which verb, and what
// counts the uses of the part that it strikes, nil being the whole machine. The
// verb of other faults is nil.
func (f *fault) strike() (victims []Victim, verb func(*nodes.Node) func(), use func(*nodes.Node) int64) {
	switch e := f.spec.Effect.(type) {
	case *Crash:
		if e.Pattern != "" {
			return f.beside(e.Nodes, e.Pattern, patterns.Process.Crash)
		}
		return e.Nodes, func(n *nodes.Node) func() { return n.Crash(e.Silent) }, nil
	case *Pause:
		if e.Pattern != "" {
			return f.beside(e.Nodes, e.Pattern, patterns.Process.Pause)
		}
		return e.Nodes, (*nodes.Node).Pause, nil
	case *Hang:
		if e.Pattern != "" {
			return f.beside(e.Nodes, e.Pattern, patterns.Process.Hang)
		}
		return e.Nodes, (*nodes.Node).Hang, nil
	case *Slow:
		if e.Pattern != "" {
			return f.beside(e.Nodes, e.Pattern, func(p patterns.Process) func() { return p.Slow(e.Factor) })
		}
		return e.Nodes, func(n *nodes.Node) func() { return n.Slow(e.Factor) }, nil
	case *Gray:
		return e.Nodes, func(n *nodes.Node) func() { return n.Gray(e.Factor, e.Spare...) }, nil
	case *Errors:
		return e.Nodes, func(n *nodes.Node) func() { return n.Fail(e.Route, e.Rate) }, nil
	case *ClockStep:
		return e.Nodes, func(n *nodes.Node) func() { return n.Clock.Step(e.By) }, func(n *nodes.Node) int64 { return n.Clock.WallReads() }
	case *ClockDrift:
		return e.Nodes, func(n *nodes.Node) func() { return n.Clock.Drift(nodes.PPM(e.By)) }, func(n *nodes.Node) int64 { return n.Clock.Reads() }
	case *DiskSlow:
		return e.Nodes, func(n *nodes.Node) func() { return n.Disk.Slow(e.Factor) }, diskUse
	case *DiskFull:
		return e.Nodes, func(n *nodes.Node) func() { return n.Disk.Fill() }, diskUse
	}
	return nil, nil, nil
}

// beside is strike for what a pattern runs beside the program of machines, if the
// variant has it.
func (f *fault) beside(victims []Victim, pattern string, strike func(patterns.Process) func()) ([]Victim, func(*nodes.Node) func(), func(*nodes.Node) int64) {
	verb := func(n *nodes.Node) func() {
		if p := f.world.laid[n.ID()][pattern].Beside; p != nil && n.Up() {
			return strike(p)
		}
		return func() {}
	}
	use := func(n *nodes.Node) int64 {
		if f.world.laid[n.ID()][pattern].Beside == nil {
			return 0
		}
		return f.world.Net.Arrivals(n.ID())
	}
	return victims, verb, use
}

func diskUse(n *nodes.Node) int64 { return n.Disk.Operations() }

// struck returns the machines that victims stand for.
func (f *fault) struck(victims []Victim, luck sim.Rand) []*nodes.Node {
	var machines []*nodes.Node
	for _, v := range victims {
		ids := f.world.groups[v.Name]
		if v.Any || v.Leader {
			drawn := luck.Below(uint64(len(ids)))
			if at := f.world.leaders.among(ids); v.Leader && at >= 0 {
				drawn = uint64(at)
			}
			ids = ids[drawn:][:1]
		}
		for _, id := range ids {
			machines = append(machines, f.world.machine[id])
		}
	}
	return machines
}

// bend installs a rule in the network.
func (f *fault) bend(r net.Rule) []effect {
	h := f.world.Net.Install(f.owner.Name(), r)
	return []effect{{undo: h.Remove, touched: h.Touched}}
}

// weather returns the rule of a fault that makes links worse or cuts them.
func (f *fault) weather() net.Rule {
	w := f.world.Sim
	switch e := f.spec.Effect.(type) {
	case *Loss:
		return f.on(e.Link, net.Loss{Rate: e.Rate})
	case *BurstLoss:
		return f.on(e.Link, net.NewBurstLoss(w, f.stream(), net.Burst{
			Good: e.Good, Bad: e.Bad, LossGood: e.LossGood, LossBad: e.LossBad,
		}))
	case *Delay:
		return f.on(e.Link, net.Delay{By: e.By})
	case *Duplicate:
		return f.on(e.Link, net.Duplicate{Rate: e.Rate})
	case *Disorder:
		return f.on(e.Link, net.Reorder{Probability: e.Probability, By: e.By})
	case *Throttle:
		return f.on(e.Link, net.NewThrottle(w, int64(e.Bandwidth), e.Buffer))
	case *Partition:
		return f.partition(e)
	}
	panic(fmt.Sprintf("scenarios: fault %s has the unknown effect %T", f.spec.Label(), f.spec.Effect))
}

// on confines a rule to the links of an edge.
func (f *fault) on(e Edge, r net.Rule) net.Rule {
	from, to := f.world.set(e.From), f.world.set(e.To)
	if e.Both {
		return net.Both(from, to, r)
	}
	return net.Between(from, to, r)
}

// set returns the participants that a name stands for.
func (w *World) set(name string) net.Set {
	if name == "*" {
		return nil
	}
	return net.SetOf(w.groups[name]...)
}

// stream names the luck of one occurrence of the fault.
func (f *fault) stream() string { return fmt.Sprintf("%s %d", f.owner.Name(), f.count) }

// partition returns the rule of a partition.
func (f *fault) partition(e *Partition) net.Rule {
	var groups [][]net.ID
	for _, names := range e.Groups {
		groups = append(groups, f.world.ids(names))
	}
	var r net.Rule
	switch {
	case e.Isolate != "":
		r = f.isolate(e.Isolate)
	case e.Shape == "one-way":
		r = net.OneWay(groups[0], groups[1])
	case e.Shape == "bridge":
		r = net.Bridge(groups[0], groups[1], f.world.ids(e.Bridge))
	default:
		r = net.Split(groups...)
	}
	if e.Flap != nil {
		r = net.NewFlap(f.world.Sim, f.stream(), e.Flap.Up, e.Flap.Down, r)
	}
	return r
}

// isolate cuts a name off from everybody else: all its instances together.
func (f *fault) isolate(name string) net.Rule {
	var rest []net.ID
	inside := f.world.groups[name]
	in := net.SetOf(inside...)
	for id := range net.ID(f.world.Net.Len()) {
		if !in.Has(id) {
			rest = append(rest, id)
		}
	}
	return net.Split(inside, rest)
}

func (w *World) ids(names []string) []net.ID {
	var ids []net.ID
	for _, name := range names {
		ids = append(ids, w.groups[name]...)
	}
	return ids
}
