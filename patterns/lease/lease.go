package lease

import (
	"errors"
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// What holders, the authority and the resource do. Owner is who does it.
var (
	Held     = sim.NewKind("lease.held", "a member began or ceased to believe that it holds the lease", "1 from now on, 0 no longer", "the token")
	Granted  = sim.NewKind("lease.granted", "the authority granted or renewed the lease", "the token")
	Followed = sim.NewKind("lease.followed", "a client tried another member")
	Fenced   = sim.NewKind("lease.fenced", "the resource refused who held the lease before", "its token", "the token that the resource had seen")
	Overrun  = sim.NewKind("lease.overrun", "the resource took a write of who held the lease before", "its token", "the token that the resource had seen")
)

// Pattern is the door of the lease.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "lease",
	Idea:     "lets one member of a group write at a time, who holds a lease that ends by itself, with a fencing token against the one who does not notice",
	Flagship: "gc-pause-lease",
	Hurts:    "lease-too-long",
	Is:       "a lock with an expiry in one lock service, such as a Lease of Kubernetes or a lock of Consul, with one duration for the holder and for the others; not Redlock, which asks a majority of servers",
	State:    "the authority has the holder and the token on its disk and is one machine; the instances of the other nodes are the members that want the lease",
	Group:    true,
	One: func(config any, of string) (why, instead string) {
		switch of {
		case patterns.NodeOf(config.(*Config).Resource):
			return "the resource remembers on one machine which token it has seen: instances that share that are not built", "instances = 1"
		case patterns.NodeOf(config.(*Config).Authority):
		default:
			return "", ""
		}
		return "a lease has one authority: each instance would grant a lease of its own, and a lock of a majority of servers is not built",
			`instances = 1; for a lock that outlives a machine, an election or paxos`
	},
	Facts: []patterns.Fact{
		{Kind: Held, Shows: patterns.Span, Leads: true}, {Kind: Granted, Acts: true}, {Kind: Followed},
		{Kind: Fenced}, {Kind: Overrun},
	},
})

// Config is what a scenario writes.
type Config struct {
	Authority   string        `toml:"authority" kind:"own route" required:"true" doc:"the route that grants the lease, on a node on which the pattern lies too"`
	Resource    string        `toml:"resource" kind:"own route" required:"true" doc:"the route that the holder calls for every write, on a node on which the pattern lies too"`
	For         time.Duration `toml:"for" default:"2s" range:"1ms..1h" doc:"how long a lease lasts, as each clock measures it"`
	Renew       time.Duration `toml:"renew" default:"500ms" range:"1ms..1h" doc:"how often a member asks for it"`
	RenewJitter float64       `toml:"renew_jitter" kind:"ratio" default:"0%" range:"0%..100%" doc:"random time on top, up to this part of it, so that many members do not ask at once"`
	Fencing     bool          `toml:"fencing" default:"true" doc:"the resource refuses a token below one that it has seen"`
	Try         time.Duration `toml:"try" default:"500ms" range:"1ms..1h" doc:"how long a client waits for one member before it tries the next"`
	Pause       time.Duration `toml:"pause" default:"20ms" range:"1ms..1h" doc:"how long a client waits before it goes through the members again"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	longest := c.Renew + time.Duration(float64(float64(c.Renew)*c.RenewJitter))
	return knob.First(knob.If(longest >= c.For, "renew", "%v is not below for, %v: the lease would end each time", longest, c.For).Instead("less than %v", c.For))
}

// ErrFenced is a resource that has seen a later lease.
var ErrFenced = errors.New("lease: another holds it by now")

// errNotHeld is a member that does not hold the lease.
var errNotHeld = &nodes.Pushback{Err: fmt.Errorf("lease: not held here: %w: %w", nodes.ErrElsewhere, nodes.ErrRejected)}

// A Lock is the authority's machine. A token is given to each new holder, higher
// than all before.
type Lock struct {
	Holder net.ID
	Token  uint64 // 0 is none yet
	Until  nodes.Ticks
}

// Ask grants the lease to who asks, unless another holds it. Fresh says that the
// token is new: it must be saved before it is told.
func (l *Lock) Ask(now nodes.Ticks, who net.ID, span time.Duration) (ok, fresh bool) {
	if now < l.Until && l.Holder != who {
		return false, false
	}
	if fresh = l.Token == 0 || l.Holder != who || now >= l.Until; fresh {
		l.Token++
	}
	l.Holder, l.Until = who, now.Add(span)
	return true, fresh
}

// Build returns the part for one place: on the authority's node, on the
// resource's, on a member's, or on the edge of a client.
func Build(s patterns.Site, c Config) patterns.Part {
	authority, store := patterns.NodeOf(c.Authority), patterns.NodeOf(c.Resource)
	switch {
	case s.Peer == authority || s.Peer == store:
		return patterns.Part{}
	case s.Peer != "":
		return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller { return client(s, c, next) }}
	case s.Group == authority:
		return patterns.Part{Inbound: newKeeper(s, c).inbound}
	case s.Group == store:
		fence := &patterns.Fence{Site: s, Late: Overrun}
		if c.Fencing {
			fence.Late, fence.Refuse = Fenced, ErrFenced
		}
		return patterns.Part{Inbound: fence.Inbound}
	}
	m := newMember(s, c)
	return patterns.Part{Inbound: m.inbound, Run: m.run}
}

// client has writes follow the holder.
func client(s patterns.Site, c Config, next nodes.Caller) nodes.Caller {
	writes := func(req *nodes.Request) bool { return req.Op == nodes.Write }
	return &patterns.Follower{Site: s, Next: next, Only: writes, Try: c.Try, Pause: c.Pause, Moved: Followed}
}
