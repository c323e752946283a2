package language

import (
	"crypto/sha256"
	"time"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

// replayHead is what stands in a file of faults beside the faults.
type replayHead struct {
	Seed  int64  `toml:"seed" default:"1" range:"0.."`
	Title string `toml:"title"`
}

// ParseFaults returns the faults in a text, and the seed that it names, for a world
// of that topology and duration: a file that has nothing but these, because its
// world is made in Go.
func ParseFaults(name string, data []byte, t Topology, duration time.Duration) (seed uint64, faults []fault.Fault, err error) {
	r := &reader{Document: document.Parse(name, data, form), digest: sha256.New()}
	if !r.Clean() {
		return 0, nil, r.Err()
	}
	r.names = namesIn(t)
	var head replayHead
	r.table(r.Root, []any{&head}, "faults")
	faults = r.faults(r.Root, &Scenario{Duration: duration})
	if !r.Clean() {
		return 0, nil, r.Err()
	}
	return uint64(head.Seed), faults, nil
}

// namesIn returns who is who in a topology.
func namesIn(t Topology) *names {
	ns := &names{
		routes: map[string][]string{}, served: map[Target]bool{}, disks: map[string]bool{},
		owner: map[string]string{}, machines: map[string]int{},
	}
	for _, g := range t.Groups {
		ns.nodes = append(ns.nodes, g.Name)
		ns.ends = append(ns.ends, g.Name)
		ns.owner[g.Name], ns.disks[g.Name], ns.machines[g.Name], ns.routes[g.Name] = g.Name, g.Disk, len(g.Instances), g.Routes
		for _, route := range g.Routes {
			ns.served[Target{g.Name, route}] = true
		}
		for _, name := range g.Instances {
			if name != g.Name {
				ns.owner[name] = g.Name
				ns.ends = append(ns.ends, name)
			}
		}
	}
	for _, name := range t.Loads {
		ns.loads = append(ns.loads, name)
		ns.ends = append(ns.ends, name)
		ns.owner[name] = ""
	}
	return ns
}
