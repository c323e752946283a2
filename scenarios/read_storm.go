package scenarios

import (
	"crypto/sha256"
)

// replayHead is what stands in a file of faults beside the faults.
type replayHead struct {
	Seed  int64  `toml:"seed" default:"1" range:"0.."`
	Title string `toml:"title"`
}

// ParseFaults returns the faults in a text, and the seed that it names, for the
// world: a file that has nothing but these, because its world is made in Go.
func (w *World) ParseFaults(name string, data []byte) (seed uint64, faults []Fault, err error) {
	text, wrong := checkText(data)
	cs := complaints{src: newSource(name, text)}
	if wrong.message != "" {
		cs.list = append(cs.list, wrong)
		return 0, nil, cs.problems()
	}
	r := &reader{complaints: cs, digest: sha256.New()}
	r.names = namesIn(w.Topology())
	root := parse(&r.complaints)
	if root.at == nil {
		return 0, nil, r.problems()
	}
	var head replayHead
	r.table(root, []any{&head}, "faults")
	faults = r.faults(root, &Scenario{Duration: w.Duration()})
	if !r.clean() {
		return 0, nil, r.problems()
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
