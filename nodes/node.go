package nodes

import (
	"math"
	"slices"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// A Node is a virtual machine with one program: it boots, crashes and boots
// again; it can be paused, slowed and hung. A crash takes its memory and its
// processes; its disk keeps what was synced, its clock goes on.
//
// Every verb that breaks something returns its undo. Verbs may overlap: a node
// that was crashed twice is up again when both are undone.
type Node struct {
	id      net.ID
	owner   *sim.Owner
	network *net.Network
	cpu     cpu
	program func(*Node)
	died    bool // for good
	crashes int
	booted  bool
	service *Service
	gray    []*grayFault
	warm    warming

	listeners     map[string]func(Message) // by topic
	queryHandlers map[string]func(*Query)
	faulty        []*errorFault
	caches        []func() int64 // what empties them
	Clock         *Clock
	Disk          *Disk // nil is none
}

// Facts about machines. Owner is the node.
var (
	NodeBooted  = sim.NewKind("node.booted", "a machine started")
	NodeDied    = sim.NewKind("node.died", "a machine's process found what cannot be, and ended for good")
	NodeCrashed = sim.NewKind("node.crashed", "a machine crashed")
	NodePaused  = sim.NewKind("node.paused", "a machine froze")
	NodeResumed = sim.NewKind("node.resumed", "a machine went on")
)

// NewNode returns a machine that has joined the network under that name. Its
// program is run at every boot, the first being Boot: it starts services and
// processes, and finds only the disk as it left it.
func NewNode(n *net.Network, name string, program func(*Node)) *Node {
	id := n.Join(name)
	node := &Node{id: id, owner: n.Owner(id), network: n, program: program}
	node.cpu.owner = node.owner
	return node
}

// ID returns the node's place in its network.
func (n *Node) ID() net.ID { return n.id }

// Name returns the node's name.
func (n *Node) Name() string { return n.owner.Name() }

// Owner returns whose events the node's are.
func (n *Node) Owner() *sim.Owner { return n.owner }

// World returns the world that the node is part of.
func (n *Node) World() *sim.World { return n.owner.World() }

// Network returns the network that the node is plugged into.
func (n *Node) Network() *net.Network { return n.network }

// Up reports whether the node is running: a paused or hung one is.
func (n *Node) Up() bool { return n.crashes == 0 }

// Booted reports whether the node was ever started by Boot, not just by an undo.
func (n *Node) Booted() bool { return n.booted }

// Load returns how many requests the node has taken up or keeps waiting.
func (n *Node) Load() int64 {
	if n.service == nil {
		return 0
	}
	return n.service.busy + n.service.waiting.len
}

// Local has the node's service begin a request that comes from the machine itself, and
// not by the network. A node without a service, as one that is down, refuses it.
func (n *Node) Local(req *Request, done Done) Pending {
	switch s := n.service; {
	case s == nil:
		done.Ended(nil, net.ErrRefused)
		return nil
	case s.inbound != nil:
		return s.inbound.Begin(n.id, req, done)
	default:
		return (*innermost)(s).Begin(n.id, req, done)
	}
}

// Go starts a process of the node; it dies with the node.
func (n *Node) Go(f func(*sim.Proc)) *sim.Proc { return n.World().Go(n.owner, f) }

// Boot starts the node for the first time.
func (n *Node) Boot() {
	n.booted = true
	n.boot()
}

func (n *Node) boot() {
	n.emit(NodeBooted)
	if n.program != nil {
		n.program(n)
	}
}

// StartWork begins work that takes d, longer if the node is slow: done acts at its end.
// A crash of the node ends it without a word.
func (n *Node) StartWork(t *Task, d time.Duration, done sim.Action) { n.cpu.start(t, d, done) }

// StopWork abandons the work, if it is under way.
func (n *Node) StopWork(t *Task) { n.cpu.stop(t) }

// Work makes the process work for d, longer if the node is slow.
func (n *Node) Work(p *sim.Proc, d time.Duration) {
	t, done := new(Task), false
	n.StartWork(t, d, sim.Func(func() { done = true; p.Wake() }))
	defer n.StopWork(t)
	for !done {
		p.Park()
	}
}

// Crash stops the node at once: processes, work and what it had in memory are
// gone. Its peers are told, as by the kernel of a machine whose process died,
// unless power is lost too: then nobody is told. The undo boots it again.
func (n *Node) Crash(powerLost bool) (undo func()) {
	n.crashes++
	if n.crashes == 1 {
		n.emit(NodeCrashed)
		n.network.Refuse(n.id, !powerLost)
		n.cpu.reset()
		if n.service != nil {
			n.service.stop()
			n.service = nil
		}
		clear(n.listeners)
		clear(n.queryHandlers)
		n.caches = nil
		n.owner.Kill()
		if n.Disk != nil {
			n.Disk.abandon()
			n.Disk.Crash()
		}
	}
	return func() {
		n.crashes--
		if n.crashes == 0 {
			n.network.Accept(n.id)
			n.warm.cold, n.warm.at = true, n.World().Now()
			n.boot()
		}
	}
}

// Pause freezes the node, as a stop-the-world collection or a moved virtual
// machine does: nothing in it happens until the undo, while time goes on. Work
// then goes on where it stood; what arrived meanwhile, and timers that ran out,
// happen at once, in order.
func (n *Node) Pause() (undo func()) {
	n.emit(NodePaused)
	n.owner.Freeze()
	work := n.cpu.halt()
	return func() {
		work()
		n.owner.Thaw()
		n.emit(NodeResumed)
	}
}

// Slow makes the node's work take factor times as long, work under way too.
func (n *Node) Slow(factor float64) (undo func()) { return n.cpu.slow(factor) }

// Hang lets the node accept requests and never finish them: work stands still
// until the undo.
func (n *Node) Hang() (undo func()) { return n.cpu.halt() }

func (n *Node) emit(k *sim.Kind) { n.owner.Emit(sim.Fact{Kind: k}) }

// A grayFault is a gray failure in force.
type grayFault struct {
	factor float64
	spare  map[string]bool
}

// Gray makes the node's work take factor times as long on all routes but the
// spared ones, such as a health check: the node looks well and is not. Work
// under way is not affected.
func (n *Node) Gray(factor float64, spare ...string) (undo func()) {
	g := &grayFault{factor, make(map[string]bool)}
	for _, route := range spare {
		g.spare[route] = true
	}
	n.gray = append(n.gray, g)
	return func() { n.gray = without(n.gray, g) }
}

// grayed returns work on a route that begins now as gray failures and a restart not
// long ago lengthen it.
func (n *Node) grayed(route string, d time.Duration) time.Duration {
	for _, g := range n.gray {
		if !g.spare[route] {
			d = stretched(d, g.factor)
		}
	}
	if n.warm.cold {
		d = stretched(d, n.warm.stretch(n.World().Now()))
	}
	return d
}

func stretched(d time.Duration, factor float64) time.Duration {
	return time.Duration(min(float64(d)*factor, float64(math.MaxInt64/2)))
}

// An errorFault is a share of errors in force.
type errorFault struct {
	route     string
	rate      float64
	permanent Permanent
}

func (f *errorFault) hits(route string) bool { return f.route == "" || f.route == route }

// Fail makes a share of the requests on a route fail after their work, on all
// routes if route is "", until the undo.
func (n *Node) Fail(route string, rate float64) (undo func()) {
	return n.fail(&errorFault{route: route, rate: rate})
}

// FailAlways makes requests on a route fail at every attempt, on all routes if route is
// "", until the undo.
func (n *Node) FailAlways(route string, p Permanent) (undo func()) {
	return n.fail(&errorFault{route: route, permanent: p})
}

func (n *Node) fail(f *errorFault) (undo func()) {
	n.faulty = append(n.faulty, f)
	return func() { n.faulty = without(n.faulty, f) }
}

// failing returns the share of requests on a route that fail, given the
// route's own: independent causes.
func (n *Node) failing(route string, own float64) float64 {
	for _, f := range n.faulty {
		if f.hits(route) {
			own = 1 - float64((1-own)*(1-f.rate))
		}
	}
	return own
}

// without returns a new list that lacks the first x of the list.
func without[T comparable](list []T, x T) []T {
	i := slices.Index(list, x)
	if i < 0 {
		return list
	}
	return slices.Concat(list[:i], list[i+1:])
}
