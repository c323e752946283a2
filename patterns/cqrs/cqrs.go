package cqrs

import "wavetank/patterns"

// Pattern is the door of CQRS.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "cqrs",
	Idea:     "answers queries from read models that follow the log of commands, so that expensive reads and writes do not stand in each other's way, at the price of answers that are a little old",
	Flagship: "catalogue",
	Hurts:    "projection-lag",
	Is:       "a service of Axon or Occurrent over a log such as EventStoreDB's; not a projection whose cursor can pass a transaction that commits late",
	State:    "the log lies on the disk of the first machine of the node of the commands, which the other instances ask; each instance of the node of a query has a read model of its own",
	Whole: func(config any, of string) (why, instead string) {
		if of != config.(*Config).home() {
			return "", ""
		}
		return "all of them write one log, as commands are of one node: a log of each is not built",
			`no state = "own"; or a node of its own for each part, with a cqrs of its own`
	},
	Refuses: func(config any) (routes []string, last bool) {
		for _, c := range config.(*Config).Commands {
			routes = append(routes, c.Route)
		}
		return routes, true
	},
	Facts: []patterns.Fact{
		{Kind: Recorded, Acts: true}, {Kind: Refused}, {Kind: Conflict},
		{Kind: Lost, Shows: patterns.Amount}, {Kind: Lag, Shows: patterns.Delay},
		{Kind: Behind, Shows: patterns.Level}, {Kind: BehindFor, Shows: patterns.Delay}, {Kind: Wrong},
		{Kind: Regressed, Shows: patterns.Amount}, {Kind: Parked}, {Kind: Stopped, Shows: patterns.Span},
		{Kind: Rebuilding, Shows: patterns.Span}, {Kind: Switched}, {Kind: Answered}, {Kind: Stale},
		{Kind: Waited, Shows: patterns.Delay}, {Kind: GaveUp}, {Kind: OwnRead}, {Kind: Violated}, {Kind: Probed},
		{Kind: Unseen},
	},
})

// Build returns the part that a place has: the command side on the node of the
// commands, read models on the nodes of the queries, or, on an edge, the session
// of a caller.
func Build(s patterns.Site, c Config) patterns.Part {
	if s.Peer != "" {
		return patterns.Part{Outbound: newSession(s, &c)}
	}
	if s.Node == nil {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: newSide(s, &c)}
}
