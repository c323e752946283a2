// Package outbox is the transactional outbox: a service that changes its data and
// tells others about it does both, or neither.
//
// # Idea
//
// Two writes to two places are no transaction. A service that writes a row and then
// publishes loses the message when it crashes in between, or when the broker is
// away. A service that publishes first announces rows that never exist. An outbox
// writes the message beside the row, in one transaction, and a relay publishes it
// later, again and again until it is acknowledged. So the message is published at
// least once, if and only if the row is there.
//
// # Picture
//
//	request ─► work ─► row + message ──fsync──► answer
//	                        │
//	             relay: next ─► publish ─► acknowledged ─► mark sent
//	                        ▲               │ no answer
//	                        └───────────────┘
//
// [Table] is the pure machine, and the fold over the records of the journal. The relay
// follows the log of transactions, or looks into the table now and then; it
// publishes messages about one item one after the other.
//
// # Knobs
//
// Config documents them; "wavetank describe outbox" prints them. Styles
// "write-then-publish" and "publish-then-write" are the baselines.
//
// # Watch
//
// The mark comes after the acknowledgement, and a crash in between publishes again:
// the receiver must be idempotent (see inbox). A polling relay adds half its
// interval to every message and publishes no more than a batch each time
// (outbox-polling-delay). Two relays on one table would publish twice and out of
// order: of the instances that share a table, one publishes, and another takes over when
// its machine is gone.
//
// Missing and Phantoms count the truth at both ends, which no node knows: lay the
// pattern on the receiving node too, and name its route in arrives.
//
// # Source
//
// C. Richardson, Microservices Patterns (2018), chapter 3: transactional outbox,
// polling publisher and transaction log tailing.
package outbox
