// Package nodes is the virtual machines of a world, and what runs on them.
//
// A Node boots a program, crashes and boots again; it can be paused, slowed and
// hung, and has a clock of its own (Clock) and a disk that outlives it (Disk). A
// Service is the program that most have: workers, a queue before them, and
// routes, each of which works, uses the disk and calls what it depends on. A Load
// sends requests, in an open loop or a closed one.
//
//	Load ─► Caller ─► network ─► Handler ─► queue ─► worker ─► work ─► steps ─► answer
//	        patterns             patterns                               │
//	                                                                    └─► Caller ─► network ─► …
//
// Caller and Handler are the two places at which patterns wrap a call: where it
// leaves and where it arrives. Both are in the blocking style, a call being a
// function that a process waits in. Where no pattern wraps and no step follows,
// the same request goes through as plain events, without a process.
//
// Besides wrapping, patterns may choose the instance that a call goes to (Picker),
// watch each attempt to its end (Watcher), and tie two copies of a request (Tie);
// none of these costs a process.
//
// A request carries its identity (Request.Key). What it meets, how long its work
// takes, which instance it goes to, whether it fails, is drawn from that, so it
// is the same in every variant of a scenario. An attempt more, or a call more,
// has an identity of its own and shifts no other.
//
// A service goes on with work whose caller has given up, unless it heeds
// cancellation: that is what makes retries dangerous. Such work is accounted for
// as sim.WorkWasted.
package nodes
