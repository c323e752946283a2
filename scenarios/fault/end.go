package fault

import (
	"fmt"
	"strings"

	"wavetank/net"
)

// An end of a link or a side of a partition is written as a victim is: a name, or
// one machine that is found when the fault strikes: whoever leads, one that is
// drawn, or where the fact happened.

// found reports whether v is a machine that is found when the fault strikes.
func (v Victim) found() bool { return v.Any || v.Leader || v.Same }

// named returns the victims that names are of which the machine is found when the
// fault strikes.
func named(names ...string) []Victim {
	var all []Victim
	for _, name := range names {
		if v := ParseVictim(name); v.found() {
			all = append(all, v)
		}
	}
	return all
}

// Named returns all victims that an effect names: the machines that it strikes, and
// the ends of links of which the machine is found when it does.
func Named(e Effect) []Victim {
	victims := e.Victims()
	if links, ok := e.(interface{ ends() []Victim }); ok {
		victims = append(victims[:len(victims):len(victims)], links.ends()...)
	}
	return victims
}

// checkEnd complains unless name is a node, an instance or a load, or a machine that
// can be found. It returns whom the end belongs to: a node, or "" for a load.
func checkEnd(c Checker, place Place, name string) (owner string, ok bool) {
	v := ParseVictim(name)
	if v.Same {
		scene := checkScene(c, place)
		return "", len(scene) > 0
	}
	owner, known := c.NodeOf(v.Name)
	switch {
	case !known:
		c.Unknown(place, fmt.Sprintf("there is no node, instance or load %q", v.Name), v.Name, c.Ends())
	case !v.found():
		return owner, true
	case owner == "":
		c.Unknown(place, fmt.Sprintf("%q is a load, not a node", v.Name), v.Name, c.Nodes())
	case owner != v.Name:
		c.Refuse(place, fmt.Sprintf("%q is one instance already", v.Name), fmt.Sprintf("%q", v.Name))
	default:
		return owner, !v.Leader || c.Led(place, v.Name)
	}
	return owner, false
}

// ids returns the participants that an end stands for this time.
func ids(t Target, name string) []net.ID {
	v := ParseVictim(name)
	if !v.found() {
		return t.IDs(name)
	}
	var all []net.ID
	for _, m := range (Machines{[]Victim{v}}).struck(t) {
		all = append(all, m.ID())
	}
	return all
}

// sides returns the participants on each side. A machine that is found is on its
// side alone: a node on another side is the rest of it.
func sides(t Target, names ...[]string) [][]net.ID {
	taken := make(map[net.ID]int)
	all := make([][]net.ID, len(names))
	for _, found := range []bool{true, false} {
		for i, side := range names {
			for _, name := range side {
				if ParseVictim(name).found() != found {
					continue
				}
				for _, id := range ids(t, name) {
					if _, twice := taken[id]; !twice {
						taken[id] = i
						all[i] = append(all[i], id)
					}
				}
			}
		}
	}
	return all
}

// endWords tells an end in a sentence.
func endWords(name string) string { return ParseVictim(name).words() }

// endsWords tells ends in a sentence.
func endsWords(names []string) string {
	words := make([]string, len(names))
	for i, name := range names {
		words[i] = endWords(name)
	}
	return strings.Join(words, ", ")
}
