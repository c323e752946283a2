package patterns

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// Scoped is the machines of one place, one for each part of a scope: one for all
// requests, for each route, for each instance on the other side or for each client. A
// machine is made when it is first asked for.
type Scoped[M any] struct {
	scope    string
	make     func(other net.ID, req *nodes.Request) M
	machines map[part]M
}

// part is what has a machine of its own: the zero part is everything.
type part struct {
	route string
	other net.ID // plus one, as zero is a participant too
	load  *sim.Owner
}

// NewScoped returns an empty set of machines for the scope "all", "route",
// "instance" or "client"; any other word is "all". Make is told of the first request, and
// who is on its other side.
func NewScoped[M any](scope string, make func(other net.ID, req *nodes.Request) M) *Scoped[M] {
	return &Scoped[M]{scope: scope, make: make, machines: map[part]M{}}
}

// Of returns the machine for a request to or from another participant.
func (s *Scoped[M]) Of(other net.ID, req *nodes.Request) M {
	var x part
	switch s.scope {
	case "route":
		x.route = req.Route
	case "instance":
		x.other = other + 1
	case "client":
		x.load = req.Load
	}
	m, ok := s.machines[x]
	if !ok {
		m = s.make(other, req)
		s.machines[x] = m
	}
	return m
}
