package storm

import (
	"fmt"
	"slices"

	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

// Force is how hard the storm is.
func (d *drawing) Force() int { return d.force }

// victim draws a machine, which the fault takes out of action.
func (d *drawing) victim() machine { return d.oneOf(d.machines) }

// oneOf draws one of the machines, which the fault takes out of action.
func (d *drawing) oneOf(machines []machine) machine {
	m := machines[d.Choose("machine", len(machines))]
	d.down = append(d.down, m)
	return m
}

func struck(m machine) []fault.Victim { return []fault.Victim{{Name: m.name}} }

// Victim draws a machine.
func (d *drawing) Victim() []fault.Victim { return struck(d.victim()) }

// VictimOrLeader draws a machine, or who leads its node.
func (d *drawing) VictimOrLeader() []fault.Victim {
	v := d.victim()
	if !d.leads(v.group) {
		return struck(v)
	}
	d.down = []machine{d.leader(v.group)}
	return []fault.Victim{{Name: d.groups[v.group].Name, Leader: true}}
}

// leads draws whether a fault strikes whoever leads a group, if that may be.
func (d *drawing) leads(group int) bool {
	return slices.Contains(d.Leaders, d.groups[group].Name) && d.Choose("leader", 2) == 1
}

// leader is whoever leads a group by then, as one that may be out of action.
func (d *drawing) leader(group int) machine {
	return machine{fmt.Sprintf("leader %d", d.number), group}
}

// Server draws a machine that serves routes.
func (d *drawing) Server() []fault.Victim { return struck(d.oneOf(d.servers())) }

// Disk draws a machine that has a disk.
func (d *drawing) Disk() []fault.Victim { return struck(d.oneOf(d.disks())) }

// Cache draws a machine in whose memory caches lie.
func (d *drawing) Cache() []fault.Victim {
	caches := d.caches()
	return struck(caches[d.Choose("machine", len(caches))])
}

// Bystander draws a machine that stays in action.
func (d *drawing) Bystander() []fault.Victim {
	return struck(d.machines[d.Choose("machine", len(d.machines))])
}

// ground counts what there is to strike.
func (w *stormGenerator) ground() fault.Ground {
	return fault.Ground{Machines: len(w.machines), Disks: len(w.disks()), Caches: len(w.caches()), Servers: len(w.servers()), Ends: len(w.ends)}
}

func (w *stormGenerator) disks() []machine {
	return w.those(func(g language.Group) bool { return g.Disk })
}

func (w *stormGenerator) caches() []machine {
	return w.those(func(g language.Group) bool { return g.Caches })
}

func (w *stormGenerator) servers() []machine {
	return w.those(func(g language.Group) bool { return len(g.Routes) > 0 })
}

func (w *stormGenerator) those(have func(language.Group) bool) []machine {
	var those []machine
	for _, m := range w.machines {
		if have(w.groups[m.group]) {
			those = append(those, m)
		}
	}
	return those
}

// Edge draws where a fault of links strikes.
func (d *drawing) Edge() fault.Edge {
	how := d.Choose("link", 4)
	if how == 3 || len(d.ends) < 2 {
		return fault.Edge{From: "*", To: "*"}
	}
	i := d.Choose("from", len(d.ends))
	j := d.Choose("to", len(d.ends)-1)
	if j >= i {
		j++
	}
	e := fault.Edge{From: d.end(d.ends[i]), To: d.end(d.ends[j]), Both: how == 1}
	if how == 2 {
		e.To = "*"
	}
	return e
}

// end is an end of a link or, of a machine whose node has a leader, maybe that.
func (d *drawing) end(name string) string {
	at := slices.IndexFunc(d.machines, func(m machine) bool { return m.name == name })
	if at < 0 || !d.leads(d.machines[at].group) {
		return name
	}
	return fault.Victim{Name: d.groups[d.machines[at].group].Name, Leader: true}.String()
}

// Sides draws the sides of a partition: some machines of the victim's node, as
// many as may be down, against its other machines, or against all others. The
// side of the victim, which is never the larger one of its node, counts as out of
// action. The victim may be whoever leads, alone on its side.
func (d *drawing) Sides() (victim string, mine, others []string) {
	v := d.victim()
	g := d.groups[v.group]
	victim, mine = v.name, []string{v.name}
	led := d.leads(v.group)
	if led {
		victim = fault.Victim{Name: g.Name, Leader: true}.String()
		mine = []string{victim}
		d.down = []machine{d.leader(v.group)}
	}
	room := min(d.Down(len(g.Instances)), (len(g.Instances)-1)/2)
	for _, m := range d.machines {
		if !led && m.group == v.group && m != v && len(mine) < room && d.Choose("with "+m.name, 2) == 1 {
			mine = append(mine, m.name)
			d.down = append(d.down, m)
		}
	}
	within := d.Choose("within", 2) == 1 && len(g.Instances) > 1
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
	return victim, mine, others
}
