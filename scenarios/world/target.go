package world

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// World returns what the fault strikes in.
func (f *threat) World() *sim.World { return f.world.Sim }

// Machines returns those that victims stand for at this occurrence.
func (f *threat) Machines(victims []fault.Victim) []*nodes.Node {
	luck := f.luck(drawVictim)
	var machines []*nodes.Node
	for _, v := range victims {
		ids := f.world.groups[v.Name]
		if v.Leader {
			ids = f.world.groupWith(v.Name)
		}
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

// Scene returns the machine where the fact happened that set the fault off.
func (f *threat) Scene() *nodes.Node { return f.scene }

// Process returns what a pattern runs beside the program of a machine, if the
// variant has it.
func (f *threat) Process(m *nodes.Node, pattern string) fault.Process {
	if p := f.world.laid[m.ID()][pattern].Beside; p != nil {
		return p
	}
	return nil
}

// IDs returns the participants that a name stands for.
func (f *threat) IDs(name string) []net.ID { return f.world.groups[name] }

// Everybody returns how many participants there are.
func (f *threat) Everybody() net.ID { return net.ID(f.world.Net.Len()) }

// Install has a rule bend messages, in the name of the fault.
func (f *threat) Install(r net.Rule) fault.Damage {
	h := f.world.Net.Install(f.owner.Name(), r)
	return fault.Damage{Undo: h.Remove, Touched: h.Touched}
}

// Stream names the luck of this occurrence.
func (f *threat) Stream() string { return fmt.Sprintf("%s %d", f.owner.Name(), f.count) }
