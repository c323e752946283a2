package storm

import (
	"fmt"
	"slices"
	"time"

	"wavetank/scenarios"
	"wavetank/sim"
)

// A kind is a kind of fault: whether a world can suffer it, and how its effect
// is drawn.
type kind struct {
	name string
	fits func(*weather) bool
	draw func(*drawing) any
}

func hasMachines(w *weather) bool { return len(w.machines) > 0 }
func hasEnds(w *weather) bool     { return len(w.ends) > 1 }
func hasDisks(w *weather) bool    { return len(w.disks()) > 0 }
func hasRoutes(w *weather) bool   { return len(w.servers()) > 0 }

// kinds lists the kinds, each under its name in scenario files.
func kinds() []kind {
	return []kind{
		{"crash", hasMachines, func(d *drawing) any {
			return &scenarios.Crash{Nodes: d.prey(), Silent: d.choose("silent", 2) == 1}
		}},
		{"pause", hasMachines, func(d *drawing) any { return &scenarios.Pause{Nodes: d.prey()} }},
		{"hang", hasMachines, func(d *drawing) any { return &scenarios.Hang{Nodes: d.prey()} }},
		{"slow", hasMachines, func(d *drawing) any {
			return &scenarios.Slow{Nodes: struck(d.victim()), Factor: d.factor()}
		}},
		{"gray", hasRoutes, func(d *drawing) any {
			return &scenarios.Gray{Nodes: struck(d.oneOf(d.servers())), Factor: d.factor(), Spare: []string{}}
		}},
		{"errors", hasRoutes, func(d *drawing) any {
			return &scenarios.Errors{Nodes: struck(d.oneOf(d.servers())), Rate: d.rate()}
		}},
		{"partition", func(w *weather) bool { return hasMachines(w) && hasEnds(w) }, func(d *drawing) any { return d.partition() }},
		{"loss", hasEnds, func(d *drawing) any { return &scenarios.Loss{Link: d.edge(), Rate: d.rate()} }},
		{"burst", hasEnds, func(d *drawing) any {
			return &scenarios.BurstLoss{Link: d.edge(), GilbertElliott: scenarios.GilbertElliott{
				Good: 100 * time.Millisecond << d.choose("good", 5), Bad: 20 * time.Millisecond << d.choose("bad", 5), LossBad: 1,
			}}
		}},
		{"delay", hasEnds, func(d *drawing) any { return &scenarios.Delay{Link: d.edge(), By: d.delay()} }},
		{"duplicate", hasEnds, func(d *drawing) any { return &scenarios.Duplicate{Link: d.edge(), Rate: d.rate()} }},
		{"reorder", hasEnds, func(d *drawing) any {
			return &scenarios.Disorder{Link: d.edge(), Probability: d.rate(), By: d.delay()}
		}},
		{"throttle", hasEnds, func(d *drawing) any {
			return &scenarios.Throttle{Link: d.edge(), Bandwidth: float64(int(1000) << d.choose("bandwidth", 10))}
		}},
		{"clock-step", hasMachines, func(d *drawing) any {
			by := 10 * tick << d.choose("step", 6*d.force)
			if d.choose("back", 2) == 1 {
				by = -by
			}
			return &scenarios.ClockStep{Nodes: struck(d.bystander()), By: by}
		}},
		{"clock-drift", hasMachines, func(d *drawing) any {
			by := float64(int(100) << d.choose("drift", 3*d.force))
			if d.choose("back", 2) == 1 {
				by = -by
			}
			return &scenarios.ClockDrift{Nodes: struck(d.bystander()), By: by}
		}},
		{"disk-slow", hasDisks, func(d *drawing) any {
			return &scenarios.DiskSlow{Nodes: struck(d.oneOf(d.disks())), Factor: d.factor()}
		}},
		{"disk-full", hasDisks, func(d *drawing) any { return &scenarios.DiskFull{Nodes: struck(d.oneOf(d.disks()))} }},
	}
}

// prey draws whom a fault takes out of action: a machine, or who leads its node.
func (d *drawing) prey() []scenarios.Victim {
	v := d.victim()
	node := d.groups[v.group].Name
	if !slices.Contains(d.Leaders, node) || d.choose("leader", 2) == 0 {
		return struck(v)
	}
	d.down = []machine{{fmt.Sprintf("leader %d", d.number), v.group}}
	return []scenarios.Victim{{Name: node, Leader: true}}
}

// struck returns a machine as the victims of a fault.
func struck(m machine) []scenarios.Victim { return []scenarios.Victim{{Name: m.name}} }

// disks returns the machines that have disks.
func (w *weather) disks() []machine {
	return w.those(func(g scenarios.Group) bool { return g.Disk })
}

// servers returns the machines that serve routes.
func (w *weather) servers() []machine {
	return w.those(func(g scenarios.Group) bool { return len(g.Routes) > 0 })
}

func (w *weather) those(have func(scenarios.Group) bool) []machine {
	var those []machine
	for _, m := range w.machines {
		if have(w.groups[m.group]) {
			those = append(those, m)
		}
	}
	return those
}

// oneOf draws one of the machines, which the fault takes out of action.
func (d *drawing) oneOf(machines []machine) machine {
	m := machines[d.choose("machine", len(machines))]
	d.down = append(d.down, m)
	return m
}

// partition draws who cannot reach whom. The side of the victim, which is never
// the larger one of its node, counts as out of action.
func (d *drawing) partition() *scenarios.Partition {
	v := d.victim()
	mine, others := d.split(v)
	shape := d.choose("shape", 6)
	if len(others) == 0 {
		shape = 0
	}
	switch shape {
	case 1:
		return &scenarios.Partition{Groups: [][]string{mine, others}, Shape: "split"}
	case 2:
		return &scenarios.Partition{Groups: [][]string{mine, others}, Shape: "one-way"}
	case 3:
		return &scenarios.Partition{Groups: [][]string{others, mine}, Shape: "one-way"}
	case 4:
		if len(others) > 1 {
			i := d.choose("bridge", len(others))
			bridge := others[i]
			rest := append(others[:i:i], others[i+1:]...)
			return &scenarios.Partition{Groups: [][]string{mine, rest}, Shape: "bridge", Bridge: []string{bridge}}
		}
	case 5:
		return &scenarios.Partition{Isolate: v.name, Shape: "split", Flap: &scenarios.Flap{
			Up: sim.Constant(20 * tick << d.choose("up", 5)), Down: sim.Constant(20 * tick << d.choose("down", 5)),
		}}
	}
	return &scenarios.Partition{Isolate: v.name, Shape: "split"}
}

// split draws the sides of a partition: some machines of the victim's node, as
// many as may be down, against its other machines, or against all others.
func (d *drawing) split(v machine) (mine, others []string) {
	g := d.groups[v.group]
	mine = []string{v.name}
	room := min(d.Down(len(g.Instances)), (len(g.Instances)-1)/2)
	for _, m := range d.machines {
		if m.group == v.group && m != v && len(mine) < room && d.choose("with "+m.name, 2) == 1 {
			mine = append(mine, m.name)
			d.down = append(d.down, m)
		}
	}
	within := d.choose("within", 2) == 1 && len(g.Instances) > 1
	for i, other := range d.groups {
		if within && i != v.group {
			continue
		}
		for _, name := range other.Instances {
			if !slices.Contains(mine, name) {
				others = append(others, name)
			}
		}
	}
	if !within {
		others = append(others, d.loads...)
	}
	return mine, others
}
