// Package cqrs is Command Query Responsibility Segregation: what decides about
// changes is one model, and what answers queries are others, made of the events
// that the first one records.
//
// # Idea
//
// A single model serves two masters. Each query joins what it needs from the
// tables that commands write to, slowly, and in their way. Here a command is
// decided on the write model and recorded in a log of events; projections fold
// the log into read models, each in the shape of its queries, which then cost
// next to nothing and stand in nobody's way. The price is that read models are
// behind the log, if only a little, and that there is twice as much to run.
//
// # Picture
//
//	command ─► validate ─► decide ─► append ─► position ──────────┐ token
//	                                   │                          ▼
//	                                  log ─► projection ─► read model ─► answer
//	                                   │      work, then rows and checkpoint in one record
//	                                   └───► projection ─► another read model
//
// The log, its aggregates and its events are those of package eventsourcing, the
// room that this one stands on. [Model] is the read model: pure, it takes in the
// events of a [Transaction], which become durable and visible together with the
// checkpoint. The main loop of a projection is:
//
//	for {
//		t := model.Begin()
//		for each event after model.Checkpoint() { work; t.Take(event) }
//		make t.Record() durable
//		t.Commit()
//	}
//
// The pattern lies on the nodes of the commands and of the queries, and on the
// edges of callers who want to read their own writes:
//
//	on          = ["shop", "pages", "app -> shop", "app -> pages"]
//	commands    = [{ route = "shop.buy", event = "bought", change = -1 }]
//	projections = [{ name = "page", queries = ["pages.page"], join = "exp 20ms", read = "1ms", work = "exp 2ms" }]
//
// Each instance of the node of a query has a copy of the read model of its own.
// Where the node of the commands has several instances, the first keeps the log.
//
// # Knobs
//
// Config documents them; "wavetank describe cqrs" prints them. Model "one" is the
// baseline: queries are joined from the write model, for the cost of join, and
// take turns with commands where width bounds it. Delivery is how events come:
// push, poll or inline, the last within the command, which waits for it.
//
// # Measures
//
//	delays.cqrs.lag.p99       from the recording of an event until a read model shows it
//	levels.cqrs.behind.max    events that a read model lacks
//	delays.cqrs.behind_for.p99 how old the oldest event was that a read model lacked
//	facts.cqrs.stale          of facts.cqrs.answered: did not find what was recorded before they came
//	facts.cqrs.unseen         of facts.cqrs.probed: not visible so long (probe) after the recording
//	facts.cqrs.violated       of facts.cqrs.own_read: did not find the caller's own write
//	delays.cqrs.waited.mean   of the queries that waited for their token, how long
//	facts.cqrs.wrong          must be 0: a read model is not the fold of the log up to its checkpoint
//
// # Watch
//
// A checkpoint that is saved apart from the model loses events in a crash, or
// applies them twice (checkpoint). An event that a projection cannot digest stops
// it, or is put aside, and then the read model is wrong about its item for good
// (on_poison). A read model that is made anew in place answers from what it has
// meanwhile (rebuild). A projection slower than the writes falls behind without
// bound, unless it works in lanes (projection-lag). Validation on a read model
// decides on the past: commands here never look at one.
//
// # Source
//
// G. Young, CQRS Documents (2010); M. Fowler, CQRS (2011). Waiting for a position
// is as in the libraries Occurrent and Axon; catching up as in EventStoreDB.
package cqrs
