package membership

import (
	"wavetank/patterns"
	"wavetank/sim"
)

// What members and clients do. Owner is who does it, Peer whom it is about.
// Whether somebody is up is judged in true time, which no member knows.
var (
	Sent        = sim.NewKind("membership.sent", "a member sent a message of the pattern", "how many claims it carried", "bytes")
	Missed      = sim.NewKind("membership.missed", "a member probed another, and neither it nor those who asked on its behalf got an answer")
	Joined      = sim.NewKind("membership.joined", "a member learned that another takes part")
	Suspected   = sim.NewKind("membership.suspected", "a member began to suspect another")
	Refuted     = sim.NewKind("membership.refuted", "a member objected to what was said of it", "the new incarnation")
	Died        = sim.NewKind("membership.died", "a member took another for dead that was down", "how long it was")
	Wronged     = sim.NewKind("membership.wronged", "a member took another for dead that was up")
	Departed    = sim.NewKind("membership.departed", "a member learned that another has left")
	Away        = sim.NewKind("membership.away", "a member was away, after it had left, or was back", "1 from now on, 0 no longer")
	Resurrected = sim.NewKind("membership.resurrected", "a member took another for alive again, in an incarnation that it knew to be over, and that was down", "the incarnation")
	Detected    = sim.NewKind("membership.detected", "a first member noticed a crash")
	Agreed      = sim.NewKind("membership.agreed", "the last of the members that are up noticed a crash")
	Detection   = sim.NewKind("membership.detection", "the first member noticed a crash", "the time since it")
	Agreement   = sim.NewKind("membership.agreement", "all members had noticed a crash", "the time since it")
	Members     = sim.NewKind("membership.members", "how many members take part, as this one sees it")
	Looked      = sim.NewKind("membership.looked", "a client was told who is there", "how many")
	Unheard     = sim.NewKind("membership.unheard", "a client was not told in time who is there")
	Picked      = sim.NewKind("membership.picked", "a client chose an instance", "among how many")
	Stale       = sim.NewKind("membership.stale", "a client chose an instance that was down")
)

// Pattern is the door of membership.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "membership",
	Idea:     "lets the members of a group find out among themselves who is there and who is gone, so that clients are sent to the living without a registry that can fail",
	Flagship: "membership",
	Hurts:    "registry-in-time",
	Is:       "HashiCorp's memberlist, heartbeats as of Akka, or a registry as Eureka; not a view that all members agree on",
	State:    "each member has its list in memory; the instances of all nodes that the pattern lies on, but of the registry's, are the members of one group",
	Group:    true,
	One:      oneRegistry,
	Whole:    oneRegistry,
	Facts: []patterns.Fact{
		{Kind: Sent, Shows: patterns.Amount}, {Kind: Missed}, {Kind: Joined, Acts: true}, {Kind: Suspected},
		{Kind: Refuted}, {Kind: Died, Shows: patterns.Delay}, {Kind: Wronged}, {Kind: Departed},
		{Kind: Away, Shows: patterns.Span}, {Kind: Resurrected}, {Kind: Detected}, {Kind: Agreed},
		{Kind: Detection, Shows: patterns.Delay}, {Kind: Agreement, Shows: patterns.Delay},
		{Kind: Members, Shows: patterns.Level}, {Kind: Looked, Shows: patterns.Amount}, {Kind: Unheard},
		{Kind: Picked, Acts: true}, {Kind: Stale},
	},
})

// oneRegistry says that members and clients know one machine as the registry.
func oneRegistry(config any, node string) (why, instead string) {
	if node != config.(*Config).registryNode() {
		return "", ""
	}
	return "a registry is one machine, which all members and clients ask: one that is replicated is not built", "instances = 1"
}

// Build returns the part for one place: of a member on its node, of the registry on
// its own, and of a client on the edge to the group.
func Build(s patterns.Site, c Config) patterns.Part {
	registry := c.registryNode()
	switch {
	case s.Peer != "" && s.Peer == registry:
		return patterns.Part{}
	case s.Peer != "":
		return patterns.Part{Pick: newClient(s, &c).take}
	}
	m := newMember(s, &c)
	part := patterns.Part{Run: m.run}
	if c.Stay > 0 {
		part.Inbound = m.inbound
	}
	return part
}
