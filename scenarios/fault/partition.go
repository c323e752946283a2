package fault

import (
	"fmt"
	"slices"
	"strings"

	"wavetank/net"
	"wavetank/sim"
)

// Partition cuts groups off from each other, or one end from all others.
// Groups name nodes, instances, loads and machines that are found when it strikes;
// exactly one of Groups and Isolate is set.
type Partition struct {
	Groups  [][]string `toml:"groups" oneof:"who" doc:"lists of names that cannot reach each other; beside NAME:leader or NAME:any, NAME is the rest of it"`
	Shape   string     `toml:"shape" enum:"split,one-way,bridge" default:"split" only:"groups" idle:"one end is cut off from all others" doc:"one-way: the first group cannot reach the second; bridge: the names of bridge see both"`
	Bridge  []string   `toml:"bridge" only:"shape=bridge" idle:"only the shape bridge has one" doc:"who sees both groups: names as in groups"`
	Isolate string     `toml:"isolate" oneof:"who" doc:"the one cut off from all others: a name as in groups"`
	Flap    *Flap      `toml:"flap" doc:"comes and goes while the fault lasts"`
}

// Flap is how long a flapping partition lasts and heals.
type Flap struct {
	Up   sim.Dist `toml:"up" required:"true" doc:"how long the partition is healed"`
	Down sim.Dist `toml:"down" required:"true" doc:"how long it is in force"`
}

// Victims returns nil: it strikes links.
func (e *Partition) Victims() []Victim { return nil }

// ends returns the machines that are found when it strikes.
func (e *Partition) ends() []Victim {
	return named(slices.Concat(slices.Concat(e.Groups...), e.Bridge, []string{e.Isolate})...)
}

func (e *Partition) Check(c Checker) {
	grouped, isolated := c.Set("groups"), c.Set("isolate")
	if grouped == isolated {
		c.Refuse(Place{}, "a partition has either groups or one to isolate", `exactly one of groups = [["a"], ["b", "c"]] and isolate = "a"`)
		return
	}
	if isolated {
		checkEnd(c, at("isolate"), e.Isolate)
		return
	}
	want, ok := "two groups or more", len(e.Groups) >= 2
	if e.Shape != "split" {
		want, ok = "exactly two groups", len(e.Groups) == 2
	}
	if !ok {
		c.Refuse(at("groups"), fmt.Sprintf("wrong number of groups for the shape %q: %d", e.Shape, len(e.Groups)), want)
	}
	seen := map[string]bool{}
	for i, group := range e.Groups {
		checkMembers(c, at("groups", i), group, seen)
	}
	if e.Shape != "bridge" {
		return
	}
	if !c.Set("bridge") {
		c.Refuse(Place{}, `"bridge" is missing in [[faults]]`, `bridge = ["n"], who sees both groups`)
		return
	}
	checkMembers(c, at("bridge"), e.Bridge, seen)
}

// checkMembers judges one side of a partition. Whoever is on a side is not on
// another: seen holds the nodes and instances of the sides before.
func checkMembers(c Checker, side Place, members []string, seen map[string]bool) {
	if len(members) == 0 {
		c.Refuse(side, "a group without members", "at least one node, instance or load")
	}
	for i, name := range members {
		place := Place{side.Key, append(side.Of[:len(side.Of):len(side.Of)], i)}
		owner, ok := checkEnd(c, place, name)
		if !ok {
			continue
		}
		if ParseVictim(name).found() {
			if seen[name] {
				c.Refuse(place, fmt.Sprintf("%q stands on two sides, or twice", name), "each machine on one side")
			}
			seen[name] = true
			continue
		}
		twice := seen[name] || seen["all of "+owner]
		if owner == name {
			twice = twice || seen["some of "+name]
			seen["all of "+name] = true
		}
		if twice {
			c.Refuse(place, fmt.Sprintf("%q stands on two sides, or twice", name), "each machine on one side")
		}
		seen[name], seen["some of "+owner] = true, true
	}
}

func (e *Partition) Strike(t Target) []Damage {
	groups := sides(t, append(slices.Clone(e.Groups), e.Bridge)...)
	bridge := groups[len(e.Groups)]
	groups = groups[:len(e.Groups)]
	var r net.Rule
	switch {
	case e.Isolate != "":
		r = isolate(t, e.Isolate)
	case e.Shape == "one-way":
		r = net.OneWay(groups[0], groups[1])
	case e.Shape == "bridge":
		r = net.Bridge(groups[0], groups[1], bridge)
	default:
		r = net.Split(groups...)
	}
	if e.Flap != nil {
		r = net.NewFlap(t.World(), t.Stream(), e.Flap.Up, e.Flap.Down, r)
	}
	return []Damage{t.Install(r)}
}

// isolate cuts a name off from everybody else: all its instances together.
func isolate(t Target, name string) net.Rule {
	var rest []net.ID
	inside := ids(t, name)
	in := net.SetOf(inside...)
	for id := range t.Everybody() {
		if !in.Has(id) {
			rest = append(rest, id)
		}
	}
	return net.Split(inside, rest)
}

func (e *Partition) Words() (words, numbers string) {
	if e.Flap != nil {
		numbers = ", flapping"
	}
	if e.Isolate != "" {
		return endWords(e.Isolate) + " is cut off", numbers
	}
	var groups []string
	for _, g := range e.Groups {
		groups = append(groups, endsWords(g))
	}
	switch e.Shape {
	case "one-way":
		return groups[0] + " cannot reach " + groups[1], numbers
	case "bridge":
		return strings.Join(groups, " | ") + ", bridged by " + endsWords(e.Bridge), numbers
	}
	return strings.Join(groups, " | ") + " are apart", numbers
}

// Fits takes a machine to cut off, and somebody to cut it off from.
func (e *Partition) Fits(g Ground) bool { return g.Machines > 0 && g.Ends > 1 }

func (e *Partition) Draw(d Drawing) {
	victim, mine, others := d.Sides()
	shape := d.Choose("shape", 6)
	if len(others) == 0 {
		shape = 0
	}
	*e = Partition{Isolate: victim, Shape: "split"}
	switch shape {
	case 1:
		*e = Partition{Groups: [][]string{mine, others}, Shape: "split"}
	case 2:
		*e = Partition{Groups: [][]string{mine, others}, Shape: "one-way"}
	case 3:
		*e = Partition{Groups: [][]string{others, mine}, Shape: "one-way"}
	case 4:
		if len(others) > 1 {
			i := d.Choose("bridge", len(others))
			bridge, rest := others[i], slices.Concat(others[:i], others[i+1:])
			*e = Partition{Groups: [][]string{mine, rest}, Shape: "bridge", Bridge: []string{bridge}}
		}
	case 5:
		e.Flap = &Flap{
			Up: sim.Constant(20 * tick << d.Choose("up", 5)), Down: sim.Constant(20 * tick << d.Choose("down", 5)),
		}
	}
}
