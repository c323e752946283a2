// Package inbox is the idempotent receiver: a message that comes twice has its
// effect once.
//
// # Idea
//
// A sender that repeats a message until it is acknowledged delivers it at least once. A
// plain receiver then does some of the work twice. An idempotent receiver stores the
// identity of each message in the same transaction as its effect: it recognises a copy
// even after a crash, and answers it without an effect.
//
// # Picture
//
//	message ─► known? ──no──► work ─► effect + identity ──fsync──► answer
//	              │
//	              └─yes─► answer
//
// [Memory] is the pure machine, and the fold over the records of the journal. The
// identity of a message is the idempotency key of the request that carries it,
// no matter who sends it. Calls have new ones at each attempt that led to them, unless
// the route that makes them hands on the key that came: idempotency = "caller".
//
// # Knobs
//
// Config documents them; "wavetank describe inbox" prints them. Dedupe "none" is the
// baseline; "before" and "after" are the two ways to get it wrong.
//
// # Watch
//
// Only what is in the transaction happens once: a mail that was sent is not. What is
// remembered apart from the effect loses it or doubles it in a crash in between. A
// window must outlast the longest way round of a message, an outage included
// (inbox-window-too-short), and remembering costs room. Instances of a service share
// what they remember, in their database: a copy may come to another one, and the effect
// of the slower is rolled back. With state = "own" each remembers for itself, and a copy
// that goes to another has its effect there again.
//
// # Source
//
// G. Hohpe and B. Woolf, Enterprise Integration Patterns (2003), idempotent
// receiver; C. Richardson, Microservices Patterns (2018), idempotent consumer.
package inbox
