package world

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/scenarios/language"
)

// database returns where the instances of a node keep the state that they share: on
// the node that it names, or else on a machine that is there for this alone, with
// the disk that theirs have. It is nil for a node of which each machine has its own.
func (w *World) database(node string) *patterns.Database {
	n := w.index.nodes[node]
	switch {
	case w.bases[node] != nil:
	case n.Database != "":
		w.bases[node] = patterns.NewDatabase(w.machine[w.groups[n.Database][0]], node, true)
	case n.Instances > 1 && n.State == "shared":
		m := nodes.NewNode(w.Net, "database of "+node, nil)
		w.equip(m, language.Node{Disk: n.Disk})
		w.join(m.ID(), m.Name(), m.Name(), m)
		w.bases[node] = patterns.NewDatabase(m, node, false)
	}
	return w.bases[node]
}

// keep has a machine that boots serve those whose database it is.
func (w *World) keep(node string) {
	for _, n := range w.index.kept[node] {
		w.database(n).Serve()
	}
}
