package fault

// Flush empties the caches in the memory of machines, as FLUSHALL does.
type Flush struct{ Machines }

func (e *Flush) Check(c Checker) {
	for _, node := range e.nodes(c) {
		if !c.Caches(node) {
			c.Refuse(at("node"), "no cache keeps anything in the memory of "+node,
				`a node that calls through a pattern of kind "cache", or the node of its store`)
			return
		}
	}
}

// Strike empties them. What that touches are the answers that are lost.
func (e *Flush) Strike(t Target) []Damage {
	var all []Damage
	for _, n := range e.struck(t) {
		lost := n.Flush()
		all = append(all, Damage{func() {}, func() int64 { return lost }})
	}
	return all
}

func (e *Flush) Words() (words, numbers string) { return "caches of " + e.words() + " are flushed", "" }

// Fits takes machines that have caches.
func (e *Flush) Fits(g Ground) bool { return g.Caches > 0 }

func (e *Flush) Draw(d Drawing) { e.Nodes = d.Cache() }
