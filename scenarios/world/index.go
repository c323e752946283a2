package world

import (
	"wavetank/patterns"
	"wavetank/patterns/catalog"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

// An index finds by name what a scenario lists.
type index struct {
	nodes    map[string]*language.Node
	routes   map[language.Target]*language.Route
	does     map[language.Target]language.Does
	stores   map[language.Target]string // whose items the routes that loads ask are about; nil: of one
	regions  map[string]string          // of machines and loads
	kept     map[string][]string        // by node: the nodes whose database it is
	patterns map[string]pattern
	routed   map[string]bool // kinds of patterns of which some name routes
}

// A pattern is one of the scenario's and who builds it.
type pattern struct {
	*language.Pattern
	build   func(patterns.Site, any) patterns.Part
	takes   bool                    // on a node it takes machines away for a time
	shares  bool                    // the instances of a node share its state
	edges   bool                    // it only wraps calls
	members []string                // the nodes of its group, if it is one on several nodes
	at      map[fault.Edge]bool     // where it lies
	routes  map[fault.Edge][]string // that it names, by the edges without them
}

func newIndex(s *language.Scenario) index {
	x := index{
		nodes: make(map[string]*language.Node), does: s.Does(), stores: s.Stores(), routes: s.Routes(),
		regions: make(map[string]string), kept: make(map[string][]string), patterns: make(map[string]pattern), routed: make(map[string]bool),
	}
	for i := range s.Nodes {
		n := &s.Nodes[i]
		x.nodes[n.Name] = n
		if n.Database != "" {
			x.kept[n.Database] = append(x.kept[n.Database], n.Name)
		}
		for i, name := range n.InstanceNames() {
			x.regions[name] = n.RegionOf(i)
		}
	}
	for _, l := range s.Loads {
		x.regions[l.Name] = l.Region
	}
	for i := range s.Patterns {
		p := &s.Patterns[i]
		door, _ := catalog.Find(p.Kind)
		of := pattern{Pattern: p, build: door.Build, shares: door.Shares, takes: door.Withdraws, edges: door.Edges, at: make(map[fault.Edge]bool), routes: make(map[fault.Edge][]string)}
		for _, e := range p.On {
			of.at[e] = true
			if e.Route != "" {
				x.routed[p.Kind] = true
				of.routes[e.Whole()] = append(of.routes[e.Whole()], e.Route)
			}
		}
		if members := p.Members(); door.Group && len(members) > 1 {
			of.members = members
		}
		x.patterns[p.Name] = of
	}
	return x
}

func (x index) pattern(name string) pattern {
	p, ok := x.patterns[name]
	if !ok || p.build == nil {
		panic("world: a variant names the pattern " + name + ", which nobody can build")
	}
	return p
}
