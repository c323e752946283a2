package clockbound

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a store with bounded clocks does. Owner is the node.
var (
	Waited    = sim.NewKind("clock.waited", "a write waited for its timestamp to be past", "how long")
	Inverted  = sim.NewKind("clock.inverted", "external consistency was violated: a write began after another was acknowledged, and has no higher timestamp")
	Missed    = sim.NewKind("clock.missed", "external consistency was violated: a read began after a write of its item was acknowledged, and has a lower timestamp")
	Restarted = sim.NewKind("clock.restarted", "a read met a version that may have been there when it began, and began again above it")
	Refused   = sim.NewKind("clock.refused", "a timestamp lay too far in the future, and was refused")
	Stamped   = sim.NewKind("clock.stamped", "a transaction got its timestamp", "the item", "the timestamp")
)

// Pattern is the door of the clock-bound wait.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "clock-bound-wait",
	Idea:     "knows how wrong its clocks can be, and waits that out before a write is acknowledged, so that timestamps are in the order in which things happened",
	Flagship: "clock-skew",
	Hurts:    "clock-skew-ntp",
	Is:       "Spanner's commit wait, or CockroachDB's uncertainty or hybrid clock, by itself; not a hybrid clock and an uncertainty together, and nothing is replicated",
	State:    "each item is on the disk of one member; the instances of all nodes that the pattern lies on are the members of one group",
	Group:    true,
	Copies:   true,
	Facts: []patterns.Fact{
		{Kind: Stamped, Acts: true}, {Kind: Waited, Shows: patterns.Delay}, {Kind: Inverted}, {Kind: Missed},
		{Kind: Restarted}, {Kind: Refused},
	},
})

// Build returns the part of a node: it keeps the items whose home it is, and carries
// out transactions on all. On an edge there is nothing to add.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Peer != "" || s.Node == nil {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: newMember(s, &c).inbound}
}

// A member carries out the transactions that clients ask it for.
type member struct {
	*home
	truth *truth
}

func newMember(s patterns.Site, c *Config) *member {
	return &member{home: newHome(s, c), truth: s.Account(newTruth).(*truth)}
}

// inbound carries out a transaction once the service has done its work.
func (m *member) inbound(next nodes.Handler) nodes.Handler {
	return patterns.SinceArrival(next, func(req *nodes.Request) nodes.Handler {
		begun := m.truth.begin(req.Item)
		return nodes.Blocking(m.site.Owner, func(p *sim.Proc, _ net.ID, req *nodes.Request) (*nodes.Response, error) {
			return m.transact(p, req, begun)
		})
	})
}

// transact carries out a transaction. Begun is what was true when it arrived.
func (m *member) transact(p *sim.Proc, req *nodes.Request, begun start) (*nodes.Response, error) {
	a := ask{item: req.Item}
	if req.Op == nodes.Write {
		a.token = req.Token()
	}
	resp, at, err := m.carryOut(p, req, a)
	req.Forget()
	if err != nil {
		return nil, err
	}
	m.emit(Stamped, req.Item, at)
	if broken := begun.judge(req.Op == nodes.Write, at); broken != nil {
		m.emit(broken, req.Item, at)
	}
	if req.Op == nodes.Write {
		m.truth.acknowledge(req.Item, at)
	}
	return resp, nil
}

// carryOut has the home of the item do what a transaction asks, again if a read
// must begin again, and returns the stamp that it got.
func (m *member) carryOut(p *sim.Proc, req *nodes.Request, a ask) (*nodes.Response, Stamp, error) {
	if a.token == 0 || m.config.Order == "hlc" {
		a.at = m.stamp()
	}
	if m.config.Order == "uncertainty" {
		a.horizon = Stamp{Wall: a.at.Wall.Add(2 * m.config.Epsilon)}
	}
	for try := uint64(0); ; try++ {
		s, err := m.dial(p, req.Key.Mix(try), a)
		if err != nil {
			return nil, Stamp{}, err
		}
		if m.config.Order == "hlc" && !m.hlc.Hear(m.clock.Now().Middle(), s.at, m.config.MaxOffset) {
			m.emit(Refused, req.Item, s.at)
			return nil, Stamp{}, ErrFuture
		}
		switch {
		case a.token != 0:
			return &nodes.Response{}, s.at, nil
		case s.Restart == (Stamp{}):
			return &nodes.Response{Value: s.Token}, a.at, nil
		}
		m.emit(Restarted, req.Item, s.Restart)
		a.at = s.Restart
	}
}

var placeOfHome = sim.KeyOf("clock-bound home")

// dial asks the home of the item, which may be this node, in the process p.
func (m *member) dial(p *sim.Proc, key sim.Key, a ask) (said, error) {
	luck := placeOfHome.Mix(uint64(a.item)).Rand()
	to := m.site.Peers[luck.Below(uint64(len(m.site.Peers)))]
	if to == m.site.Node.ID() {
		return m.serve(p, a)
	}
	x, err := m.site.Node.AskAndWait(p, to, m.site.Name, net.Ask{Key: key, Size: 64, Timeout: m.config.Patience, Body: a})
	answer, _ := x.(said)
	return answer, err
}
