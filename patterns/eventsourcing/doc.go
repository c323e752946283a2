// Package eventsourcing is event sourcing: a service records what happened, and
// derives from it what is.
//
// # Idea
//
// A store that keeps the present state overwrites it: two who read the same
// balance and write what they made of it lose one of the two changes, nobody can
// tell what the balance was yesterday, and nothing shows the mistake. A log of
// events loses nothing: who decided on a state that is no longer so is told, and
// the state of any version or time is a fold of a prefix.
//
// # Picture
//
//	command ─► load ─► decide ─► append (expected version) ─► journal ─► answer
//	            ▲                    │ conflict
//	            ├────────────────────┘
//	            └─ snapshot + the events since
//
// [Log] is the pure store: streams with versions 1, 2, 3 … and one position for all,
// appends that are atomic, conditional and idempotent by the event's ID. [Aggregate]
// says what events make of a state. The shell keeps one account for each item of its
// requests, on the node's disk.
//
// # Knobs
//
// Config documents them; "wavetank describe event-sourcing" prints them. Store
// "crud" is the baseline that overwrites.
//
// # Measures
//
//	levels.events.off_by.last  what all accounts hold, less what they should: 0, or below it if changes were lost
//	facts.events.lost_update   writes that overwrote what they knew nothing of
//	facts.events.lost          times that a crash took what had been acknowledged
//
// # Watch
//
// Instances of a service share the accounts, in their database: who appends finds what
// the others have appended.
//
// A refusal says that no attempt can succeed: callers leave off, and a broker parks the
// message, though somebody may fill the account one day.
//
// Apply runs whenever a state is needed, so it has no effect and asks no clock. A
// snapshot of another schema, or ahead of the log, is not used. An append that
// expects "any" is a lost update in other clothes. A crash leaves a prefix of the
// journal; what was acknowledged without a sync may be gone. Loading costs as many
// events as there are since the last snapshot, a snapshot at every event doubles
// the writes, and an aggregate that everybody writes to spends its time in
// conflicts (hot-aggregate).
//
// # Source
//
// G. Young, CQRS Documents (2010); M. Fowler, Event Sourcing (2005). Expected
// versions follow EventStoreDB.
package eventsourcing
