package membership

import (
	"wavetank/patterns"
	"wavetank/sim"
)

// What members and clients do. Owner is who does it, Peer whom it is about.
// Whether somebody is up is judged in true time, which no member knows.
var (
	Sent        = sim.NewKind("membership.sent")        // a message; Value of updates in it, Extra of bytes
	Missed      = sim.NewKind("membership.missed")      // a probe that nobody answered
	Joined      = sim.NewKind("membership.joined")      // Peer was unknown or gone, and takes part
	Suspected   = sim.NewKind("membership.suspected")   // Peer is suspected
	Refuted     = sim.NewKind("membership.refuted")     // Owner has objected, in incarnation Value
	Died        = sim.NewKind("membership.died")        // Peer, which is down for Value, is taken for dead
	Wronged     = sim.NewKind("membership.wronged")     // Peer, which is up, is taken for dead
	Departed    = sim.NewKind("membership.departed")    // Peer has left
	Away        = sim.NewKind("membership.away")        // Value 1: it serves nobody, after it has left; 0: it is back
	Resurrected = sim.NewKind("membership.resurrected") // Peer, which is down, is taken up again in incarnation Value, which Owner knew to be over
	Detected    = sim.NewKind("membership.detected")    // a first member takes Peer for dead, which is down
	Agreed      = sim.NewKind("membership.agreed")      // and the last of those that are up
	Detection   = sim.NewKind("membership.detection")   // the first member noticed a crash, Value after it
	Agreement   = sim.NewKind("membership.agreement")   // all members had noticed a crash, Value after it
	Members     = sim.NewKind("membership.members")     // Value members take part, as Owner sees it
	Looked      = sim.NewKind("membership.looked")      // a client was told by Peer of Value instances
	Unheard     = sim.NewKind("membership.unheard")     // Peer did not tell a client in time
	Picked      = sim.NewKind("membership.picked")      // a call goes to Peer, one of Value
	Stale       = sim.NewKind("membership.stale")       // a call goes to Peer, which is down
)

// Pattern is the door of membership.
var Pattern = patterns.Pattern{
	Kind:     "membership",
	Idea:     "lets the members of a group find out among themselves who is there and who is gone, so that clients are sent to the living without a registry that can fail",
	Flagship: "membership",
	Hurts:    "registry-in-time",
	Config: func() any {
		c := LAN()
		return &c
	},
	Build: func(s patterns.Site, config any) patterns.Part { return Build(s, config.(*Config)) },
	Facts: []patterns.Fact{
		{Kind: Sent, Words: "a member sent a message of the pattern; its value is how many claims it carried", Shows: patterns.Amount},
		{Kind: Missed, Words: "a member probed another, and neither it nor those who asked on its behalf got an answer"},
		{Kind: Joined, Words: "a member learned that another takes part", Acts: true},
		{Kind: Suspected, Words: "a member began to suspect another"},
		{Kind: Refuted, Words: "a member objected to what was said of it; its value is the new incarnation"},
		{Kind: Died, Words: "a member took another for dead that was down; the value is how long it was", Shows: patterns.Delay},
		{Kind: Wronged, Words: "a member took another for dead that was up"},
		{Kind: Departed, Words: "a member learned that another has left"},
		{Kind: Away, Words: "a member was away, after it had left, or was back", Shows: patterns.Span},
		{Kind: Resurrected, Words: "a member took another for alive again, in an incarnation that it knew to be over, and that was down"},
		{Kind: Detected, Words: "a first member noticed a crash"},
		{Kind: Agreed, Words: "the last of the members that are up noticed a crash"},
		{Kind: Detection, Words: "the first member noticed a crash; the value is the time since it", Shows: patterns.Delay},
		{Kind: Agreement, Words: "all members had noticed a crash; the value is the time since it", Shows: patterns.Delay},
		{Kind: Members, Words: "how many members take part, as this one sees it", Shows: patterns.Level},
		{Kind: Looked, Words: "a client was told who is there; its value is how many", Shows: patterns.Amount},
		{Kind: Unheard, Words: "a client was not told in time who is there"},
		{Kind: Picked, Words: "a client chose an instance; its value is among how many", Acts: true},
		{Kind: Stale, Words: "a client chose an instance that was down"},
	},
}

// Build returns the part for one place: of a member on its node, of the registry on
// its own, and of a client on the edge to the group.
func Build(s patterns.Site, c *Config) patterns.Part {
	registry := c.registryNode()
	switch {
	case s.Peer != "" && s.Peer == registry:
		return patterns.Part{}
	case s.Peer != "":
		return patterns.Part{Pick: newClient(s, c).take}
	}
	m := newMember(s, c)
	part := patterns.Part{Run: m.run}
	if c.Stay > 0 {
		part.Inbound = m.inbound
	}
	return part
}
