package quorum

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a replicated store does. Owner is the member or caller that coordinates
// or, where the words speak of a copy, the member that has it; Extra is the item
// unless they say otherwise.
var (
	Met         = sim.NewKind("quorum.met", "a request was answered", "how many copies had answered by then")
	Short       = sim.NewKind("quorum.short", "a request failed, as too few copies answered", "how many did")
	MadeDo      = sim.NewKind("quorum.made_do", "a request was answered although fewer copies had answered than it asked for", "how many had")
	Conflict    = sim.NewKind("quorum.conflict", "a read found siblings, versions that know nothing of each other", "how many")
	Discarded   = sim.NewKind("quorum.discarded", "an acknowledged write was dropped by last-writer-wins in favour of one that knew nothing of it", "the item", "the write")
	Repaired    = sim.NewKind("quorum.repaired", "a read brought copies up", "how many")
	Hinted      = sim.NewKind("quorum.hinted", "a copy keeps a write for a member that missed it", "the item", "the write")
	Handed      = sim.NewKind("quorum.handed", "a write that was kept was handed over")
	QuorumHints = sim.NewKind("quorum.hints", "writes that a member keeps for others")
)

// Pattern is the door of the replicated store.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "quorum",
	Idea:     "keeps N copies of each item, of which reads and writes wait for R and W, and chooses between consistency and availability when too few answer",
	Flagship: "cap",
	Hurts:    "quorum-weak",
	Is:       "Cassandra or Riak; without deletes, repair in the background, or transactions of one item by consensus",
	State:    "each item is on the disks of N members; the instances of all nodes that the pattern lies on are the members of one group",
	Group:    true,
	Copies:   true,
	Facts: []patterns.Fact{
		{Kind: Met, Acts: true, Shows: patterns.Amount}, {Kind: Short, Shows: patterns.Amount},
		{Kind: MadeDo, Shows: patterns.Amount}, {Kind: Conflict, Shows: patterns.Amount}, {Kind: Discarded},
		{Kind: Repaired, Shows: patterns.Amount}, {Kind: Hinted}, {Kind: Handed},
		{Kind: QuorumHints, Shows: patterns.Level},
	},
})

// Build returns the part of a member, which keeps copies and coordinates what it is
// asked; or, on an edge, that of a caller who coordinates for itself.
func Build(s patterns.Site, c Config) patterns.Part {
	t := s.Account(newTruth).(*truth)
	if s.Peer != "" {
		return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
			return nodes.Blocking(s.Owner, (&caller{newCoordinator(s, &c, nil, t), next}).Call)
		}}
	}
	r := newReplica(s, &c, t)
	return patterns.Part{
		Inbound: func(next nodes.Handler) nodes.Handler {
			return patterns.AfterService(next, nodes.Blocking(s.Owner, newCoordinator(s, &c, r, t).inbound))
		},
		Run: r.handOver,
	}
}

// A caller coordinates its own requests, and asks the copies itself.
type caller struct {
	*coordinator
	next nodes.Caller
}

// Call carries out a request in the process p, unless it is about no item.
func (c *caller) Call(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
	if req.Op == nodes.NoOp {
		return nodes.Call(p, c.next, to, req)
	}
	var resp *nodes.Response
	err := error(net.ErrTimeout)
	work := c.site.Go(func(w *sim.Proc) {
		resp, err = c.serve(w, req)
		p.Wake()
	})
	defer work.Kill()
	end := sim.Forever
	if req.Timeout > 0 {
		end = p.Now().Add(req.Timeout)
	}
	for !work.Done() && p.Now() < end {
		p.ParkUntil(end)
	}
	return resp, err
}
