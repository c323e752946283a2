package language

import (
	"slices"

	"wavetank/patterns"
	"wavetank/patterns/catalog"
	"wavetank/patterns/knob"
)

// A Topology is what faults can strike in a world.
type Topology struct {
	Groups []Group
	Loads  []string
}

// A Group is the machines of one node.
type Group struct {
	Name      string
	Instances []string // the names of its machines
	Routes    []string // that it serves
	Disk      bool     // they have disks
	Caches    bool     // patterns keep answers in their memory
	With      []string // other nodes, whose machines and these are members of one group of a pattern
}

// Topology returns what faults can strike, in the order of the scenario.
func (s *Scenario) Topology() Topology {
	var t Topology
	var kinds []string
	for _, p := range catalog.All() {
		if keeps(p) {
			kinds = append(kinds, p.Kind)
		}
	}
	caches := s.caches(kinds)
	for _, n := range s.Nodes {
		g := Group{Name: n.Name, Instances: n.InstanceNames(), Disk: n.Disk != nil, Caches: caches[n.Name]}
		for _, r := range n.Routes {
			g.Routes = append(g.Routes, r.Name)
		}
		t.Groups = append(t.Groups, g)
	}
	for _, p := range s.Patterns {
		if door, _ := catalog.Find(p.Kind); !door.Group {
			continue
		}
		members := p.Members()
		for i := range t.Groups {
			if g := &t.Groups[i]; slices.Contains(members, g.Name) {
				g.With = append(g.With, slices.DeleteFunc(slices.Clone(members), func(name string) bool { return name == g.Name || slices.Contains(g.With, name) })...)
			}
		}
	}
	for _, l := range s.Loads {
		t.Loads = append(t.Loads, l.Name)
	}
	return t
}

// keeps reports whether a pattern keeps answers in memory.
func keeps(p patterns.Pattern) bool { return p.Keeps }

// caches returns the nodes in whose memory patterns of some kinds keep answers: those of
// their own routes or, of patterns without any, their callers.
func (s *Scenario) caches(kinds []string) map[string]bool {
	all := make(map[string]bool)
	traffic, _ := s.traffic(s.Patterns)
	for _, p := range s.Patterns {
		if !slices.Contains(kinds, p.Kind) {
			continue
		}
		own := knob.References(p.Config, "own route")
		for _, route := range own {
			all[patterns.NodeOf(route)] = true
		}
		for _, e := range traffic {
			if len(own) == 0 && p.lies(e) {
				all[e.From] = true
			}
		}
	}
	return all
}
