package language

import (
	"slices"
	"strings"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

// A checker is a reader as an effect of a fault sees it, which stands at c.
type checker struct {
	*reader
	c    document.Value
	s    *Scenario
	when *fault.Trigger // nil is none
}

// Set reports whether the file sets a key.
func (k *checker) Set(key string) bool { return k.c.Has(key) }

// Refuse complains.
func (k *checker) Refuse(at fault.Place, wrong, right string) {
	k.Complain(k.offset(at), "%s", wrong).Allow("%s", right)
}

// Unknown complains.
func (k *checker) Unknown(at fault.Place, wrong, got string, words []string) {
	k.Complain(k.offset(at), "%s", wrong).OneOf(got, words)
}

// Idle complains about a key that is set.
func (k *checker) Idle(key, why, right string) { k.reader.Idle(k.c, key, why, right) }

// Scene returns the nodes where the fact may happen that sets the fault off.
func (k *checker) Scene() []string {
	switch {
	case k.when == nil:
		return nil
	case k.when.Node == "":
		return k.names.nodes
	}
	if node := k.names.owner[k.when.Node]; node != "" {
		return []string{node}
	}
	return nil
}

// Led complains unless something chooses a leader of a node.
func (k *checker) Led(at fault.Place, node string) bool { return k.checkLeader(k.at(at), node) }

// checkLeader complains unless a pattern that has a leader lies on a node. Where no
// kind of pattern has one, whoever made the world in Go knows.
func (r *reader) checkLeader(c document.Value, node string) bool {
	kinds := r.kinds(leads)
	if kinds == nil || slices.ContainsFunc(r.lying[node], func(p *Pattern) bool { return slices.Contains(kinds, p.Kind) }) {
		return true
	}
	r.Complain(c.At(), "nothing chooses a leader of %q", node).
		Allow("a node on which a pattern lies that has a leader: one of kind %s", strings.Join(kinds, ", "))
	return false
}

// Caches reports whether a pattern keeps answers in the memory of a node. Where no kind
// of pattern does, whoever made the world in Go knows.
func (k *checker) Caches(node string) bool {
	kinds := k.kinds(keeps)
	if kinds == nil {
		return true
	}
	return k.s.caches(kinds)[node]
}

// at returns the value of a place. What stands alone in place of a list is its
// only element.
func (k *checker) at(place fault.Place) document.Value {
	c, _ := k.c.Get(place.Key)
	for _, i := range place.Of {
		c = c.Item(i)
	}
	return c
}

// offset returns where a place is in the text.
func (k *checker) offset(place fault.Place) int {
	if place.Key == "" {
		return k.c.KeyAt()
	}
	return k.at(place).At()
}

// Ends returns the nodes, loads and instances.
func (k *checker) Ends() []string { return k.names.ends }

// Machines returns the nodes and instances.
func (k *checker) Machines() []string { return k.names.machines }

// Nodes returns the nodes.
func (k *checker) Nodes() []string { return k.names.nodes }

// NodeOf returns the node of a node or of an instance, and "" of a load.
func (k *checker) NodeOf(end string) (node string, known bool) {
	node, known = k.names.owner[end]
	return node, known
}

// Routes returns the routes of a node.
func (k *checker) Routes(node string) []string { return k.names.routes[node] }

// HasDisk reports whether a node has disks.
func (k *checker) HasDisk(node string) bool { return k.names.disks[node] }

// Pattern returns a pattern of the scenario.
func (k *checker) Pattern(name string) (fault.Pattern, bool) {
	p := k.s.pattern(name)
	if p == nil {
		return fault.Pattern{}, false
	}
	return fault.Pattern{Kind: p.Kind, On: p.On, Process: k.door(p.Kind).Beside}, true
}
