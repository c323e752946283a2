package language

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
}

// Topology returns what faults can strike, in the order of the scenario.
func (s *Scenario) Topology() Topology {
	var t Topology
	for _, n := range s.Nodes {
		g := Group{Name: n.Name, Instances: n.InstanceNames(), Disk: n.Disk != nil}
		for _, r := range n.Routes {
			g.Routes = append(g.Routes, r.Name)
		}
		t.Groups = append(t.Groups, g)
	}
	for _, l := range s.Loads {
		t.Loads = append(t.Loads, l.Name)
	}
	return t
}
