package language

import (
	"fmt"
	"slices"

	"wavetank/scenarios/document"
)

// checkDatabase judges what a node says of its state by itself.
func (r *reader) checkDatabase(c document.Value, n Node) {
	at := c.Of("database")
	switch {
	case n.Database == "":
	case !r.checkNode(at, n.Database):
	case n.Database == n.Name:
		r.Complain(at.At(), "%q is its own database", n.Name).Allow("another node; or no database, for state on the disk of the machine itself")
	case n.State == "own":
		r.Complain(at.At(), "each instance of %q has state of its own, and none in a database", n.Name).Allow("no database, or no state = \"own\"")
	}
	if n.State == "own" && n.Instances == 1 {
		r.Idle(c, "state", "there is one instance", "instances = 2 or more")
	}
}

// checkRegions judges where the instances of a node are.
func (r *reader) checkRegions(c document.Value, n Node) {
	if n.Regions != nil {
		r.Idle(c, "region", "each instance has a region of its own", "region or regions")
		if len(n.Regions) != n.Instances {
			r.Complain(c.Of("regions").At(), "there are %d regions and %d instances", len(n.Regions), n.Instances).Allow("one for each instance")
		}
	}
	if n.Pick == "nearest" && n.Regions == nil {
		r.Idle(c, "pick", "all instances are in one place", `regions = ["westeurope", "eastus"], one for each instance`)
	}
}

// RegionOf returns the region of the i-th instance; "" is none.
func (n Node) RegionOf(i int) string {
	if n.Regions != nil {
		return n.Regions[i]
	}
	return n.Region
}

// checkOne complains about several machines where the pattern would be several, each
// with state of its own, and the file could be taken for one; and about several that
// the file gives state of their own, where the pattern has one for all.
func (r *reader) checkOne(c document.Value, p Pattern) {
	door := r.door(p.Kind)
	for i, e := range p.On {
		if !e.IsNode() {
			continue
		}
		n := r.nodes[e.From]
		if door.Whole != nil && n.State == "own" && n.Instances > 1 {
			if why, instead := door.Whole(p.Config, n.Name); why != "" {
				r.Complain(c.Of("on").Items()[i].At(), "the instances of %s have state of their own, and %s", n.Name, why).Allow("%s", instead)
				return
			}
		}
		if door.One == nil {
			continue
		}
		if why, instead := door.One(p.Config, n.Name); why != "" && (door.Shares && n.Database != "" || n.Instances > 1 && n.State != "own") {
			on := c.Of("on")
			r.Complain(on.Items()[i].At(), "%s has %s, and %s", n.Name, n.state(), why).Allow("%s", instead)
			return
		}
	}
}

// checkScattered complains about calls that would go to any instance of a node each of
// which has its part of the items.
func (r *reader) checkScattered(c document.Value, p Pattern) {
	door := r.door(p.Kind)
	if door.Scatters == nil || !door.Scatters(p.Config) {
		return
	}
	for i, e := range p.On {
		if n := r.nodes[e.To]; n != nil && n.Pick == "shard" && n.Instances > 1 && n.keepsItems() {
			r.Complain(c.Of("on").Items()[i].At(), "%s has each item at one instance, its shard, and %s would ask any", n.Name, p.Name).
				Allow(`policy = "given" with eject or a bound, which asks the shard; or no pick = "shard" at %s`, n.Name)
			return
		}
	}
}

// state says whose the state of a service is.
func (n *Node) state() string {
	if n.Instances == 1 {
		return "a database"
	}
	return "several instances"
}

// checkKept complains about what nodes say of state that none of their patterns keeps.
func (r *reader) checkKept(root document.Value, patterns []Pattern, s *Scenario) {
	on := lying(patterns)
	for _, n := range s.Nodes {
		kept, shared := false, false
		for _, p := range on[n.Name] {
			door := r.door(p.Kind)
			shared = shared || door.Shares
			kept = kept || door.Shares || door.One != nil
		}
		c := root.Of("nodes").Of(n.Name)
		if !kept && n.State == "own" && !n.keepsItems() {
			r.Idle(c, "state", "no route and no pattern on the node keeps any", "a route with an op, a pattern such as event-sourcing on the node, or no state")
		}
		if d := n.Database; d != "" && r.nodes[d].Instances > 1 {
			r.Complain(c.Of("database").At(), "%q has %d instances, and a database is one machine: one that is replicated is not built", d, r.nodes[d].Instances).
				Allow("a node with one instance")
		}
		if !shared && n.Database != "" {
			instead := "a pattern such as event-sourcing on the node, or no database"
			if n.keepsItems() {
				instead = fmt.Sprintf("calls = [\"%s.ROUTE\"] of a route there with the same op, for the items of routes; ", n.Database) + instead
			}
			r.Idle(c, "database", "no pattern on the node keeps state there", instead)
		}
	}
}

// SharesItems reports whether instances keep their items in one database. As a shard
// each has its part, and one machine has them in its memory.
func (n *Node) SharesItems() bool { return n.Instances > 1 && n.State != "own" && n.Pick != "shard" }

// keepsItems reports whether a route reads or writes.
func (n *Node) keepsItems() bool {
	return slices.ContainsFunc(n.Routes, func(r Route) bool { return r.Op == "read" || r.Op == "write" })
}
