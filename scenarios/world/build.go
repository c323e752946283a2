package world

import (
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/scenarios/language"
	"wavetank/sim"
	"wavetank/sim/meter"
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
	paths    *paths
	machine  []*nodes.Node // by ID; nil for loads
	faults   []*threat
	keyed    map[*sim.Owner]bool                 // loads whose requests are about items
	effects  map[string]*nodes.Effects           // of nodes, by name
	items    map[string]*nodes.Registers         // of nodes whose instances share them, by name
	accounts map[string]any                      // of patterns, by name
	laid     map[net.ID]map[string]patterns.Part // on machines since their latest boot, by pattern
	bases    map[string]*patterns.Database       // of services, by node; made on first use
	away     map[string]*patterns.Withdrawal     // of nodes whose machines a pattern takes away for a time, by name
	leaders  *leaders                            // nil until a fault asks
	table    *net.RegionTable                    // nil until somebody asks

	Meters Meters            // nil if nothing is measured
	Direct map[string]string // the node that a load calls, if what is known of the load is all that is measured of these calls
}

// Meters are who hears what goes on at nodes, routes and edges. A place has one meter,
// whoever asks for it and however often.
type Meters interface {
	Service(instance, node string, workers int64) *meter.Service
	Disk(instance string) *meter.Service // after Service
	Route(name string) *meter.Calls      // NODE.ROUTE or, of a load, LOAD -> NODE.ROUTE
	Edge(from, to string) *meter.Calls
}

// Build returns the world of a variant ("" is the first) with a seed. The
// limits bound it; zero ones have defaults. It fails only for a variant that
// the scenario does not have, for a pattern that Go code told nonsense, and for want of memory.
func Build(s *language.Scenario, variant string, seed uint64, limits sim.Limits) (*World, error) {
	return Measured(s, variant, seed, limits, nil)
}

// Measured is Build of a world whose nodes, routes and edges tell the meters what goes on.
// No run depends on that.
func Measured(s *language.Scenario, variant string, seed uint64, limits sim.Limits, meters Meters) (*World, error) {
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
		Scenario: s, Variant: v, Seed: seed, Meters: meters, index: newIndex(s), paths: newPaths(s),
		groups: make(map[string][]net.ID), accounts: make(map[string]any), laid: make(map[net.ID]map[string]patterns.Part),
		bases: make(map[string]*patterns.Database), effects: make(map[string]*nodes.Effects), items: make(map[string]*nodes.Registers), away: make(map[string]*patterns.Withdrawal), keyed: make(map[*sim.Owner]bool),
		Direct: make(map[string]string),
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
	for i, m := range w.Machines {
		if err := w.Sim.Look(); err != nil { // each may know all others
			w.Close()
			return nil, fmt.Errorf("when %q was made, number %d of %d machines: %w", m.Name(), i, len(w.Machines), err)
		}
		m.Boot()
	}
	for _, l := range w.Loads {
		l.Start()
	}
	return w, nil
}

// join notes a participant under its own name and that of its group.
func (w *World) join(id net.ID, name, group string, m *nodes.Node) {
	w.groups[name] = append(w.groups[name], id)
	if group != name {
		w.groups[group] = append(w.groups[group], id)
	}
	w.paths.join(name, w.index.regions[name])
	w.machine = append(w.machine, m)
}

// Duration returns how long the world is meant to run, in virtual time.
func (w *World) Duration() time.Duration { return w.Scenario.Duration }

// Close gives back what the world holds.
func (w *World) Close() { w.Sim.Close() }
