package world

import (
	"strings"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/scenarios/language"
)

// Adopt returns the world of machines that were made in Go, so that faults can
// strike it: what is on the network is the user's, and has been started. It runs
// for the duration. Machines NAME-1 to NAME-n are the instances of the node NAME,
// as in a file; all other participants of the network count as loads.
func Adopt(n *net.Network, duration time.Duration, machines ...*nodes.Node) *World {
	w := &World{
		Sim: n.World(), Net: n, Machines: machines,
		Scenario: &language.Scenario{Title: "A world made in Go", File: "adopted", Duration: duration},
		Variant:  language.Variant{Name: "baseline"},
		groups:   make(map[string][]net.ID),
	}
	w.paths = newPaths(w.Scenario)
	w.Scenario.Variants = []language.Variant{w.Variant}
	byID := make(map[net.ID]*nodes.Node)
	for _, m := range machines {
		byID[m.ID()] = m
	}
	for id := range net.ID(n.Len()) {
		name := n.Name(id)
		m := byID[id]
		if m == nil {
			w.Scenario.Loads = append(w.Scenario.Loads, language.Workload{Name: name})
			w.join(id, name, name, nil)
			continue
		}
		if m.Clock == nil {
			m.Clock = nodes.NewClock(w.Sim, nodes.ClockConfig{})
		}
		group := groupName(name)
		w.adopt(m, group)
		w.join(id, name, group, m)
	}
	return w
}

// adopt enters a machine in the list of nodes, as one more instance if its
// group is there.
func (w *World) adopt(m *nodes.Node, group string) {
	s := w.Scenario
	for i := range s.Nodes {
		if s.Nodes[i].Name == group {
			s.Nodes[i].Instances++
			return
		}
	}
	node := language.Node{Name: group, Instances: 1}
	if m.Disk != nil {
		node.Disk = &language.Disk{}
	}
	s.Nodes = append(s.Nodes, node)
}

// groupName returns NAME for the instance NAME-n, and any other name itself.
func groupName(name string) string {
	i := strings.LastIndexByte(name, '-')
	if i < 0 || i == len(name)-1 || strings.Trim(name[i+1:], "0123456789") != "" {
		return name
	}
	return name[:i]
}

// Topology returns what faults can strike in the world.
func (w *World) Topology() language.Topology {
	t := w.Scenario.Topology()
	for i := range t.Groups { // the machines of an adopted node need not be numbered from one
		g := &t.Groups[i]
		g.Instances = nil
		for _, id := range w.groups[g.Name] {
			if m := w.machine[id]; m != nil {
				g.Instances = append(g.Instances, m.Name())
				g.Caches = g.Caches || m.HasCaches()
			}
		}
	}
	return t
}
