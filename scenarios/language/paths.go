package language

import (
	"reflect"
	"slices"
	"time"

	"wavetank/scenarios/fault"
)

// Paths answers what the links of a scenario say about messages between its ends:
// nodes, instances and loads. Ends that no link tells apart are of one group, and
// each pair of groups is worked out once.
type Paths struct {
	links []Link
	owner map[string]string // the node of each node and instance
	told  map[string]bool   // ends that some link names
	known map[[2]string]*Link
}

// Paths returns the paths of the scenario as it is now.
func (s *Scenario) Paths() *Paths {
	p := &Paths{links: s.Links, owner: make(map[string]string), told: make(map[string]bool), known: make(map[[2]string]*Link)}
	for _, n := range s.Nodes {
		p.owner[n.Name] = n.Name
		for _, name := range n.InstanceNames() {
			p.owner[name] = n.Name
		}
	}
	for _, l := range s.Links {
		p.told[l.Edge.From], p.told[l.Edge.To] = true, true
	}
	return p
}

// Group returns what links call an end, or the node that it is an instance of; "" is
// an end that only wildcards reach.
func (p *Paths) Group(end string) string {
	switch owner := p.owner[end]; {
	case p.told[end]:
		return end
	case p.told[owner]:
		return owner
	}
	return ""
}

// What a stream does if no link says otherwise.
const (
	firstRTO = 200 * time.Millisecond
	giveUp   = 60 * time.Second
)

// Between returns what the links say about messages from one group to another. For
// each key the most specific link that sets it wins. Defaults are filled in, except
// for the latency: nil leaves it to the regions. Nobody may change what it returns.
func (p *Paths) Between(from, to string) *Link {
	pair := [2]string{from, to}
	if path := p.known[pair]; path != nil {
		return path
	}
	is := func(name string) func(string) bool {
		return func(end string) bool { return end == name || end == p.owner[name] }
	}
	var found []Link
	for _, l := range p.links {
		if l.Edge.Joins(is(from), is(to)) {
			found = append(found, l)
		}
	}
	slices.SortStableFunc(found, func(a, b Link) int { return rank(a.Edge, p.owner) - rank(b.Edge, p.owner) })
	path := Link{Transport: "stream", RTO: firstRTO, GiveUp: giveUp}
	for _, l := range found {
		path.take(l)
	}
	path.Edge = fault.Edge{From: from, To: to}
	p.known[pair] = &path
	return &path
}

// take overwrites in l what the other link sets.
func (l *Link) take(other Link) {
	into, from := reflect.ValueOf(l).Elem(), reflect.ValueOf(other)
	for i := range from.NumField() {
		if !from.Field(i).IsZero() {
			into.Field(i).Set(from.Field(i))
		}
	}
}
