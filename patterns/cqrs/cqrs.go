package cqrs

import "wavetank/patterns"

// Pattern is the door of CQRS.
var Pattern = patterns.Pattern{
	Kind:     "cqrs",
	Idea:     "answers queries from read models that follow the log of commands, so that expensive reads and writes do not stand in each other's way, at the price of answers that are a little old",
	Flagship: "catalogue",
	Hurts:    "projection-lag",
	Config: func() any {
		c := Default()
		return &c
	},
	Build: func(s patterns.Site, config any) patterns.Part { return Split(s, config.(*Config)) },
	Facts: []patterns.Fact{
		{Kind: Recorded, Words: "a command was recorded as an event", Acts: true},
		{Kind: Refused, Words: "a command was refused, as the balance was too low"},
		{Kind: Conflicted, Words: "a command was not recorded, as somebody was faster; it is decided anew"},
		{Kind: LostEvents, Words: "a crash took recorded events, which must not be; the value is how many", Shows: patterns.Amount},
		{Kind: Lag, Words: "an event became visible in a read model; the value is the time since it was recorded (durable, so that its command is acknowledged)", Shows: patterns.Delay},
		{Kind: Behind, Words: "how many recorded events a read model lacks", Shows: patterns.Level},
		{Kind: BehindFor, Words: "a read model lacked events; the value is the age of the oldest of them", Shows: patterns.Delay},
		{Kind: Wrong, Words: "a read model showed something else of an item than the fold of the log up to its checkpoint"},
		{Kind: Regressed, Words: "a read model fell back behind what it had shown; the value is by how many events", Shows: patterns.Amount},
		{Kind: Parked, Words: "a read model put aside an event that it could not digest"},
		{Kind: Stopped, Words: "from when a read model stands still at an event that it cannot digest", Shows: patterns.Span},
		{Kind: Rebuilding, Words: "while a read model is made anew", Shows: patterns.Span},
		{Kind: Switched, Words: "queries are answered by a new read model from now on"},
		{Kind: Answered, Words: "a query was answered"},
		{Kind: Stale, Words: "of the queries answered, one did not find an event of its item that was recorded before it came"},
		{Kind: Waited, Words: "a query waited for its read model to reach its token; the value is how long", Shows: patterns.Delay},
		{Kind: GaveUp, Words: "a query waited too long for its token, and took the fallback"},
		{Kind: OwnRead, Words: "a caller read an item that it had written"},
		{Kind: Violated, Words: "of those, one did not find its own write"},
		{Kind: Probed, Words: "a read model was looked at for an event, the probe's time after that was recorded"},
		{Kind: Unseen, Words: "of those looks, one did not find the event: the share is the chance of a stale read that late"},
	},
}

// Split returns the part that a place has: the command side on the node of the
// commands, read models on the nodes of the queries, or, on an edge, the session
// of a caller.
func Split(s patterns.Site, c *Config) patterns.Part {
	if s.Peer != "" {
		return patterns.Part{Outbound: newSession(s, c)}
	}
	if s.Node == nil {
		return patterns.Part{}
	}
	return patterns.Part{Inbound: newSide(s, c)}
}
