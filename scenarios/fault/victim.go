package fault

import (
	"fmt"
	"slices"
	"strings"

	"wavetank/nodes"
)

// A Victim is a machine, all machines of a node, or one of them at each
// occurrence: drawn from the seed (Any), or whichever leads then (Leader). Of a
// fault that a fact sets off it may be the machine where that happened (Same).
type Victim struct {
	Name   string // node or instance; "" for Same
	Any    bool   // "NAME:any"
	Leader bool   // "NAME:leader"
	Same   bool   // "same"
}

// Forms says how files write victims.
const Forms = "a name, NAME-2 for one instance, NAME:any for one drawn from the seed, " +
	"NAME:leader for the one that leads then, among all nodes of its group (by election, lease, paxos or emergent-leader; if none does, one is drawn), " +
	"same for the machine where the fact happened that sets the fault off, or a list"

// String returns v as files write it.
func (v Victim) String() string {
	switch {
	case v.Any:
		return v.Name + ":any"
	case v.Leader:
		return v.Name + ":leader"
	case v.Same:
		return same
	}
	return v.Name
}

// same is the victim where the fact happened.
const same = "same"

// Kind names what a file writes.
func (Victim) Kind() string { return "node" }

func (v Victim) words() string {
	switch {
	case v.Leader:
		return "the leader of " + v.Name
	case v.Any:
		return "one of " + v.Name
	case v.Same:
		return "the machine where that happened"
	}
	return v.Name
}

// ParseVictim reads "x", "x-2", "x:any", "x:leader" or "same".
func ParseVictim(text string) Victim {
	if text == same {
		return Victim{Same: true}
	}
	if name, any := strings.CutSuffix(text, ":any"); any {
		return Victim{Name: name, Any: true}
	}
	name, leader := strings.CutSuffix(text, ":leader")
	return Victim{Name: name, Leader: leader}
}

// Machines is whom a fault of machines strikes.
type Machines struct {
	Nodes []Victim `toml:"node" required:"true" doc:"who"`
}

// On returns the machines that files write so.
func On(victims ...string) Machines {
	var m Machines
	for _, v := range victims {
		m.Nodes = append(m.Nodes, ParseVictim(v))
	}
	return m
}

// Victims returns them.
func (m Machines) Victims() []Victim { return m.Nodes }

// Fits takes any machine.
func (m Machines) Fits(g Ground) bool { return g.Machines > 0 }

// Check complains about victims that do not exist or stand there twice.
func (m Machines) Check(c Checker) { m.nodes(c) }

// nodes is Check, and returns the nodes hit.
func (m Machines) nodes(c Checker) []string {
	if len(m.Nodes) == 0 {
		c.Refuse(at("node"), "a fault that hits nobody", `a node such as "a", "a-2", "a:any" or "a:leader", or a list of them`)
	}
	var hit []string
	seen := map[Victim]bool{}
	for i, v := range m.Nodes {
		owner, known := c.NodeOf(v.Name)
		switch {
		case v.Same && !seen[v]:
			hit = append(hit, checkScene(c, at("node", i))...)
		case v.Same:
			c.Refuse(at("node", i), `"same" is hit twice`, "each machine once")
		case !known:
			c.Unknown(at("node", i), fmt.Sprintf("there is no node or instance %q", v.Name), v.Name, c.Machines())
		case owner == "":
			c.Unknown(at("node", i), fmt.Sprintf("%q is a load, not a node", v.Name), v.Name, c.Nodes())
		case (v.Any || v.Leader) && owner != v.Name:
			c.Refuse(at("node", i), fmt.Sprintf("%q is one instance already", v.Name),
				fmt.Sprintf("%q or %q", strings.Replace(v.String(), v.Name, owner, 1), v.Name))
		case v.Leader && !c.Led(at("node", i), v.Name):
		case seen[v] || seen[Victim{Name: owner}]:
			c.Refuse(at("node", i), fmt.Sprintf("%q is hit twice", v.Name), "each machine once")
		default:
			hit = append(hit, owner)
		}
		seen[v] = true
	}
	return hit
}

// checkScene complains unless the fact that sets the fault off may happen at a
// machine, and returns the nodes where it may.
func checkScene(c Checker, place Place) []string {
	scene := c.Scene()
	if len(scene) == 0 {
		c.Refuse(place, `"same" is the machine where the fact happened that sets the fault off, and there is none`, `a node, or when = { fact = "…" } of a fact that happens at a node`)
	}
	if _, taken := c.NodeOf(same); taken {
		c.Refuse(place, `"same" is the machine where the fact happened, and also a node of this scenario`, "another name for that node")
	}
	return scene
}

func (m Machines) words() string {
	var names []string
	for _, v := range m.Nodes {
		names = append(names, v.words())
	}
	return strings.Join(names, ", ")
}

func (m Machines) struck(t Target) []*nodes.Node {
	where, others := m.split()
	machines := t.Machines(others)
	if n := t.Scene(); where && n != nil && !slices.Contains(machines, n) {
		machines = append(machines, n)
	}
	return machines
}

// split parts the machine where the fact happened from all others.
func (m Machines) split() (where bool, others []Victim) {
	for _, v := range m.Nodes {
		if where = where || v.Same; !v.Same {
			others = append(others, v)
		}
	}
	return where, others
}

// strike does something to each machine. What that touches are the requests that
// a machine is busy with, and the messages that come to it.
func (m Machines) strike(t Target, verb func(*nodes.Node) (undo func())) []Damage {
	var all []Damage
	for _, n := range m.struck(t) {
		all = append(all, strike(n, verb))
	}
	return all
}

func strike(n *nodes.Node, verb func(*nodes.Node) (undo func())) Damage {
	busy, before := n.Load(), arrivals(n)
	return Damage{verb(n), func() int64 { return busy + arrivals(n) - before }}
}

// strikePart does something to a part of each machine. What that touches are the
// uses of the part.
func (m Machines) strikePart(t Target, verb func(*nodes.Node) (undo func()), uses func(*nodes.Node) int64) []Damage {
	var all []Damage
	for _, n := range m.struck(t) {
		before := uses(n)
		all = append(all, Damage{verb(n), func() int64 { return uses(n) - before }})
	}
	return all
}

func arrivals(n *nodes.Node) int64 { return n.Network().Arrivals(n.ID()) }
