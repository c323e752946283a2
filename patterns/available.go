package patterns

import (
	"fmt"
	"math"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// An Availability is which instances of a dependency one participant would call: the
// one view that whatever chooses an instance looks at, for a first call, a retry or a
// hedge. Membership says which there are; a breaker of each instance, an ejector and a
// health check each set a flag of their own. An instance is available if it is there and
// no flag of it is set. With too few of those that are there available it is a panic, and
// all of them count as available.
//
// A nil one takes all for available: that of a site that calls nobody.
type Availability struct {
	world     *sim.World
	instances []net.ID
	fixed     bool  // a request's instance is given, as that of a shard
	enough    int64 // parts per billion that must be available, or it is a panic
	refused   func(to net.ID, req *nodes.Request)
	users     int // flags and memberships that there are, whether or not they take anything out

	low   net.ID
	of    []place // by the distance of the ID from low; nil until somebody could take one out
	here  int     // instances that there are
	in    int     // of these, those without a flag
	heard []func(to net.ID, out bool)
	away  *Withdrawal // nil if nobody takes instances away

	all   *Availability   // of which this is the view of one route; nil if it is of all
	parts []*Availability // those views
	route string
}

// A place is what is known of one instance.
type place struct {
	known bool // it is one of the instances
	gone  bool
	flags int // that are set
}

func (p place) in() bool { return p.known && !p.gone && p.flags == 0 }

// NewAvailability returns a view of some instances, all available. They are fixed where a
// request can only go to the one that has its data: then no other is chosen in its place.
func NewAvailability(w *sim.World, instances []net.ID, fixed bool) *Availability {
	n := len(instances)
	return &Availability{world: w, instances: instances, fixed: fixed, here: n, in: n}
}

// Anew returns a view of the same instances, all available.
func (a *Availability) Anew() *Availability {
	if a == nil {
		return nil
	}
	b := NewAvailability(a.world, a.instances, a.fixed)
	b.Heed(a.away)
	return b
}

// Of returns the view of the calls of one route: what is out of the whole is out of it
// too, and what is said to it holds for the route alone. "" is the whole.
func (a *Availability) Of(route string) *Availability {
	if a == nil || route == "" {
		return a
	}
	for _, part := range a.parts {
		if part.route == route {
			return part
		}
	}
	part := NewAvailability(a.world, a.instances, a.fixed)
	part.all, part.route = a, route
	a.parts = append(a.parts, part)
	return part
}

// use makes room for what can be said of each instance.
func (a *Availability) use() {
	if a.users++; a.of != nil {
		return
	}
	a.low = slices.Min(a.instances)
	a.of = make([]place, slices.Max(a.instances)-a.low+1)
	for _, id := range a.instances {
		a.of[id-a.low].known = true
	}
}

// A HealthFlag is one reason not to call an instance, as a host has several in Envoy.
type HealthFlag struct {
	view *Availability
	set  []bool
}

// Flag returns a new flag, which is set of no instance. Who could ever set it asks for it
// when it is built.
func (a *Availability) Flag() *HealthFlag {
	if a == nil {
		return &HealthFlag{}
	}
	a.use()
	return &HealthFlag{view: a, set: make([]bool, len(a.of))}
}

// Set takes an instance out for this reason, or no longer.
func (f *HealthFlag) Set(to net.ID, out bool) {
	a := f.view
	if a == nil || !a.knows(to) || f.set[to-a.low] == out {
		return
	}
	f.set[to-a.low] = out
	a.change(to, func(p *place) {
		if out {
			p.flags++
		} else {
			p.flags--
		}
	})
}

func (a *Availability) knows(id net.ID) bool {
	return id >= a.low && int(id-a.low) < len(a.of) && a.of[id-a.low].known
}

// A Discovery is what a participant is told of which instances there are.
type Discovery struct{ view *Availability }

// Discover returns what narrows the view to the instances that there are. Who could ever
// tell asks for it when it is built.
func (a *Availability) Discover() Discovery {
	if a != nil {
		a.use()
	}
	return Discovery{a}
}

// Tell says whether an instance is there. All are to begin with.
func (d Discovery) Tell(id net.ID, here bool) {
	if a := d.view; a != nil && a.knows(id) && a.of[id-a.low].gone == here {
		a.change(id, func(p *place) { p.gone = !here })
	}
}

// change makes a change of one instance, and tells if it goes out of the choice by that,
// or comes back.
func (a *Availability) change(id net.ID, f func(*place)) {
	p := &a.of[id-a.low]
	before := *p
	f(p)
	a.here += sign(before.gone, p.gone)
	if a.in += sign(p.in(), before.in()); p.in() == before.in() {
		return
	}
	for _, f := range a.heard {
		f(id, !p.in())
	}
}

// sign returns what there is more of a than of b.
func sign(a, b bool) int { return int(sim.Flag(a) - sim.Flag(b)) }

// Hear has f told of each instance that goes out, or comes back, panic aside.
func (a *Availability) Hear(f func(id net.ID, out bool)) {
	if a != nil {
		a.heard = append(a.heard, f)
	}
}

const billion = 1_000_000_000

// ErrUnavailable is how a call ends that was not made, as no instance was available. It
// wraps nodes.ErrNotSent.
var ErrUnavailable = fmt.Errorf("no instance is available: %w", nodes.ErrNotSent)

// PanicBelow has all instances called where less than a ratio of them is available: of
// several ratios the highest counts. If that is none at all, calls are refused while no
// instance is available, and refused is told.
func (a *Availability) PanicBelow(ratio float64, refused func(to net.ID, req *nodes.Request)) {
	if a != nil {
		a.enough = max(a.enough, int64(math.Round(ratio*billion)))
		a.refused = refused
	}
}

// Guard returns c but for the calls that are refused. It is c itself if none ever are.
func (a *Availability) Guard(c nodes.Caller) nodes.Caller {
	if a == nil || a.refused == nil || a.enough > 0 {
		return c
	}
	return &guard{c, a}
}

type guard struct {
	nodes.Caller
	view *Availability
}

// Begin begins the call, if any instance is available.
func (g *guard) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if g.view.in > 0 {
		return g.Caller.Begin(to, req, done)
	}
	g.view.refused(to, req)
	done.Ended(nil, ErrUnavailable)
	return nil
}

// Panic reports whether too few instances are available, so that all are called.
func (a *Availability) Panic() bool { return int64(a.in)*billion < a.enough*int64(a.here) }

// Whole reports whether there is nothing to look at: all instances may be called.
func (a *Availability) Whole() bool {
	return a == nil || a.clear() && a.all.Whole()
}

// clear is Whole, without what holds for all routes.
func (a *Availability) clear() bool {
	return a.in == len(a.instances) || a.here == len(a.instances) && a.Panic()
}

// Ill reports whether some instance that is there is not available.
func (a *Availability) Ill() bool { return a != nil && (a.in < a.here || a.all.Ill()) }

// Out reports whether an instance is not to be called.
func (a *Availability) Out(id net.ID) bool {
	switch {
	case a.Whole():
		return false
	case a.all.Out(id):
		return true
	case a.clear() || !a.knows(id):
		return false
	}
	p := a.of[id-a.low]
	return p.gone || p.flags > 0 && !a.Panic()
}

// Among returns those of some instances that may be called: perhaps none.
func (a *Availability) Among(ids []net.ID) []net.ID {
	if a.Whole() {
		return ids
	}
	return slices.DeleteFunc(slices.Clone(ids), a.Out)
}

// divert keeps the purpose of its draws apart from all others.
var divert = sim.KeyOf("divert")

// Picker returns what chooses an instance: the patterns' choice, which looks at the view
// itself, or, without one, given. If that is out, another is drawn that is not, and of
// these rather one that was not tried; with none available it is given's choice again.
// Nil leaves the choice to given: nothing could ever come between.
func (a *Availability) Picker(given nodes.Picker, pick func(nodes.Picker) nodes.Picker) nodes.Picker {
	chosen, changed := given, pick != nil
	if changed {
		chosen = pick(given)
	}
	views := []*Availability{a}
	if a != nil {
		views = append(views, a.parts...)
	}
	for _, v := range views {
		if v == nil || v.users == 0 || v.fixed || v == a && pick != nil {
			continue
		}
		below := chosen
		changed = true
		chosen = nodes.PickerFunc(func(req *nodes.Request) net.ID { return v.instead(below.Pick(req), req) })
	}
	if !changed {
		return nil
	}
	return chosen
}

// instead returns where a request goes that was to go to an instance.
func (a *Availability) instead(to net.ID, req *nodes.Request) net.ID {
	if a.all != nil && a.route != req.Route || !a.Out(to) {
		return to
	}
	in := req.Untried(a.Among(a.instances))
	if len(in) == 0 {
		return to
	}
	luck := a.world.Draw(divert, req.Key)
	return in[luck.Below(uint64(len(in)))]
}
