// Package patterns is the contract that every design pattern meets.
//
// A pattern lives in a folder of its own below this one, and never imports a
// sibling. It offers a [Pattern]: a name, a configuration, the [Part] that it adds to
// each place ([Site]) where a scenario puts it, and the facts that it emits.
//
//	scenario ─► Pattern.Config ─► Pattern.Build(Site) ─► Part ─► wraps Caller, Handler, runs
//
// Inside, a pattern is a pure machine in a thin shell. The machine is told the time
// and reads no clock, stream or network. The shell asks the machine, calls, and tells
// the machine what came of it.
//
// # Where things are
//
//	patterns.go   the contract
//	stack.go      several patterns on one place
//	routed.go     parts of some routes of an edge
//	jitter.go     periods that do not fall together
//	home.go       state that instances share, in their database
//	scope.go      one machine for all requests, or for each route, instance or client
//	after.go      serving a request after its service has
//	available.go  which instances a participant would call
//	withdrawal.go instances that somebody took away, as all callers know
//	follow.go     clients that follow the leader of a group
//	slices.go     counts of what happened lately, by slices of time
//	detector.go   failure detectors: a fixed timeout, and phi accrual
//	knob          how a configuration's tags are read
package patterns

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// A Part is what a pattern adds to one place. A nil hook adds nothing.
//
// Pick and Watch need no process, so that what only balances calls is as cheap
// as what the scenario's own choice costs.
type Part struct {
	Outbound func(nodes.Caller) nodes.Caller   // around the calls that leave: breaker, retry
	Inbound  func(nodes.Handler) nodes.Handler // around the requests that arrive: bulkhead, shedding
	Queue    nodes.QueuePolicy                 // in place of the queue before the workers: shedding
	Run      func(*sim.Proc, *nodes.Node)      // a process of the node: election, gossip; again at each boot
	Pick     func(nodes.Picker) nodes.Picker   // around the choice of an instance, on an edge: balancing
	Watch    nodes.Watcher                     // of the attempts that go out on an edge

	// Routes are what takes the part's place for the calls of some routes, on an edge.
	Routes []RoutePart
	// Edge is what a part of a node adds to each edge on which the node calls, in
	// place of Outbound, Pick and Watch: a sidecar is one process for all of them.
	Edge func(Site) Part
	// Beside is what the part runs beside the node's program; nil is nothing.
	Beside Process
}

// A Process is one of its own on the node's machine, which faults can strike
// without striking the node. Each returns its undo.
type Process interface {
	Crash() (undo func())              // it ends; the undo starts it again
	Pause() (undo func())              // it stands still
	Hang() (undo func())               // it takes in what comes and gets nothing done
	Slow(factor float64) (undo func()) // its work takes so many times as long
}

// A Site is the place where a Part is put. A Part lives as long as the memory
// of its node: every boot builds it anew. A pattern may lie on a node and on
// edges at once, such as those of the node's clients: Peer tells which.
type Site struct {
	Owner *sim.Owner  // whose events the part's are: a node's or a load's
	Node  *nodes.Node // nil at a load
	Net   *net.Network
	Group string // what the scenario calls the node or load, of which Owner may be one instance
	Name  string // what the scenario calls the pattern
	Peer  string // the dependency whose calls are wrapped; "" for a part of the node as a whole
	Route string // the route of Peer whose calls alone are wrapped; "" is all that have no part of their own

	// Peers are the instances of Peer, or those of the node's own group, the node
	// itself included: the same list, in the same order, at each of them. Where the
	// node or Peer is of a group that lies on several nodes, they are all its members.
	Peers []net.ID
	// Pick is how the scenario chooses one of Peer's instances for a call; who calls
	// again asks it again. It is nil for a part of a node.
	Pick nodes.Picker
	// Available is which of them the participant would call: whoever chooses reads it, and
	// whatever takes an instance out tells it so. Nil is of a part of a node: it calls nobody.
	Available *Availability

	// Withdraw takes the machine of a part of a node out of the choice of all who call
	// it, or no longer: for a pattern that Withdraws. Nil on an edge.
	Withdraw func(out bool)

	// Database is where the instances of the node keep the state that they share; nil:
	// what a machine keeps is its own. See Settle.
	Database *Database

	// Dial returns how the site's participant calls a route that the configuration
	// names (a text of kind:"route" or "own route"), through the patterns that lie
	// between the two. It panics for a route that does not exist.
	Dial func(route string) (nodes.Caller, nodes.Dependency)
	// Account returns the one thing of the pattern in this world, made on first use,
	// that all its sites see: the truth, which no node knows, for accounts and not
	// for decisions.
	Account func(make func() any) any
	// Stack returns what other patterns of the scenario add to this place, outermost
	// first, as far as they lie here: that of a sidecar, which carries them and has a
	// view of its own.
	Stack func(names []string, view *Availability) Part
}

// World returns the world that the site is in.
func (s Site) World() *sim.World { return s.Owner.World() }

// ID returns the participant at the site.
func (s Site) ID() net.ID {
	if s.Node != nil {
		return s.Node.ID()
	}
	for id := range net.ID(s.Net.Len()) {
		if s.Net.Owner(id) == s.Owner {
			return id
		}
	}
	panic("patterns: " + s.Owner.Name() + " takes no part in the network")
}

// Key returns the identity of the site, for draws and for names of streams: two
// sites of one pattern have different luck.
func (s Site) Key() sim.Key {
	key := s.Owner.Key().Mix(uint64(sim.KeyOf(s.Name))).Mix(uint64(sim.KeyOf(s.Peer)))
	if s.Route != "" {
		key = key.Mix(uint64(sim.KeyOf(s.Route)))
	}
	return key
}

// Go starts a process of the site; it dies with the node.
func (s Site) Go(f func(*sim.Proc)) *sim.Proc { return s.World().Go(s.Owner, f) }

// Apart runs f in a process of its own, which goes on when p, which waits for it,
// is killed, as when a caller has given up: what must not be done by halves. It
// dies only with the node.
func (s Site) Apart(p *sim.Proc, f func(*sim.Proc)) {
	s.Each(p, 1, func(p *sim.Proc, _ int) { f(p) })
}

// Each runs f for 0 to n-1, each in a process of its own, and waits in the process p
// until all are over. They go on when p is killed, and die only with the node.
func (s Site) Each(p *sim.Proc, n int, f func(p *sim.Proc, i int)) {
	left := n
	for i := range n {
		s.Go(func(each *sim.Proc) {
			f(each, i)
			left--
			p.Wake()
		})
	}
	for left > 0 {
		p.Park()
	}
}

// A Pattern is the door of a pattern's room.
type Pattern struct {
	Kind      string // what scenarios call it, such as "circuit-breaker"
	Idea      string // one sentence: what it does, and against what
	Flagship  string // the library scenario that shows it helping
	Hurts     string // the library scenario that shows it losing
	Is        string // which deployed system it is, and which it is not; "" if any library has it
	State     string // where its state lives, and what several instances mean; "" if it has none to speak of
	Queues    bool   // it decides about the queue of its node, which only one can: Part.Queue
	Edges     bool   // it only wraps calls, so it lies on edges, and on no node but those of its own routes
	Keeps     bool   // it keeps answers in memory, which a flush loses: at the nodes of its own routes, or without any at its callers
	Beside    bool   // it runs a process of its own beside a node's program: Part.Beside
	Withdraws bool   // on a node it takes machines away for a time, of which their callers know: Site.Withdraw
	Shares    bool   // the instances of a node share its state, in their database: Site.Database
	Copies    bool   // its members have copies of the items of their nodes, and answer what reads and writes them
	Group     bool   // the machines of all nodes that it lies on, but of those that its own routes name, are the members of one group

	// One returns why a node on which the pattern lies must be one machine, and what to
	// write instead; nothing if it need not be. Nil: none need be.
	One func(config any, node string) (why, instead string)
	// Whole returns why the instances of a node cannot each have state of their own, and
	// what to write instead; nothing if they can, or have. Nil: all can.
	Whole func(config any, node string) (why, instead string)
	// Notes returns the routes of whose requests the pattern notes that they had their
	// effect, as soon as a worker is done with them. Nil: of none.
	Notes func(config any) (routes []string)
	// Refuses returns the routes whose requests the pattern may still refuse when what lies
	// within it is done, or, if it is last, when all else is. Nil: none.
	Refuses func(config any) (routes []string, last bool)
	// Publishes returns the routes of whose requests the pattern makes the change and a
	// message about it one transaction: the change is what it records itself. Nil: none.
	Publishes func(config any) (routes []string)
	// Scatters reports whether the pattern gives a call any instance of its callee, whichever
	// the node would pick for the item. Nil: it does not.
	Scatters func(config any) bool
	// Config returns a pointer to a new configuration with its defaults.
	Config func() any
	// Build returns the part for one place, given what Config made and knob.Check
	// found right.
	Build func(site Site, config any) Part
	// Facts are the kinds that the pattern emits.
	Facts []Fact
}

// Define returns the door of a pattern whose configuration is a C: its tags say
// what a fresh one holds, and build makes of it the part for one place.
func Define[C any](build func(Site, C) Part, p Pattern) Pattern {
	p.Config = func() any {
		c := knob.Default[C]()
		return &c
	}
	p.Build = func(s Site, config any) Part { return build(s, *config.(*C)) }
	return p
}

// A Fact is a kind of fact in a pattern's vocabulary.
type Fact struct {
	Kind  *sim.Kind
	Acts  bool      // it shows that the pattern did something: one that never did is vacuous
	Shows Shows     // how it is reported, besides being counted
	Until *sim.Kind // of a Span: the kind of fact that ends it, for the same Peer; nil: its own with a Value of 0
	Leads bool      // it is the Span in which its Owner leads its group: faults may strike the leader

	// Never says why no pattern of that configuration can have the fact, whatever
	// happens; "" if it may. Nil: any may.
	Never func(config any) string
}

// Words says what the fact means, and what its Value and its Extra are.
func (f Fact) Words() string {
	words, value, extra := f.Kind.Words()
	switch {
	case value != "" && extra != "":
		words += " (value: " + value + "; extra: " + extra + ")"
	case value != "":
		words += " (value: " + value + ")"
	case extra != "":
		words += " (extra: " + extra + ")"
	}
	return words
}

// Shows says how facts are reported, besides being counted: it is the name of a
// family in package reports.
type Shows string

const (
	// Count is of facts that are only counted.
	Count Shows = ""
	// Level is of facts that tell how high something of their Owner's stands from
	// now on: Value.
	Level Shows = "level"
	// Span is of facts that begin (Value 1) or end (Value 0) a span in the life of
	// their Owner, such as being the leader; or that begin one which facts of another
	// kind end. A crash ends it too.
	Span Shows = "span"
	// Delay is of facts that tell how long something took: Value, in nanoseconds.
	// Their distribution is reported.
	Delay Shows = "delay"
	// Amount is of facts that tell how many of something there were: Value. Their
	// distribution is reported.
	Amount Shows = "amount"
)
