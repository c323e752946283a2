// Package sim is the kernel of a simulated world: virtual time, events, processes,
// random numbers and the trace. It knows nothing of networks and machines.
//
//	  At, After            step: the earliest event          Act
//	───────────► queue ──────────────────────────────► callback or process
//	     ▲     (time, seq)      clock moves, digest         │        │
//	     │                                                  │        │ Emit
//	     └──────────── At, Sleep, Wake, Go ─────────────────┘        ▼
//	                                                       digest, sinks ► reports
//
// [World.Run] is the main loop. It does no more than this:
//
//	for the earliest event (time, seq, owner, action) up to the end {
//		now = time
//		digest it
//		action.Act()
//	}
//
// An event is a callback ([World.At], [World.After]), or it resumes a process
// ([World.Go]). A process is code in the blocking style: it sleeps, parks and is
// woken, and runs alone until it waits. Both lie in one queue in a total order:
// by time, then by the order of scheduling. Callbacks are the engine, processes
// the convenience: a callback costs some 40 ns, a switch to a process and back about
// 100 ns more, and 3 KB while it waits.
//
// Everything belongs to an [Owner]: a node, a load, a fault. An owner can be frozen
// or killed as a whole. When a run hits one of its [Limits], the error names the
// busiest owner.
//
// Random numbers come in two ways. [World.Draw] draws by identity: what happens to
// request 4,711 depends on the seed, the purpose and the request alone.
// [World.Stream] is a stream with a name. Neither changes when somebody draws more.
// A [Dist] samples with arithmetic that is the same on every processor.
//
// A [Fact] tells what happened. Facts and events are folded into the [Digest]: two
// runs are the same if and only if their digests are equal.
//
// A [Time] is in nanoseconds since the world began; a span is a time.Duration. There
// is no wall clock, no thread and no lock: one world is single-threaded, and
// different worlds may run in parallel. Close a world when you are done with it
// ([World.Close]): the runtime holds its processes.
//
// # Where things are
//
//	world.go, limits.go   the main loop, and what a run must not exceed
//	queue*.go   the queue of events
//	proc.go, owner.go   processes, and whose they are
//	list.go   a list that allocates nothing, and what is kept to be used again
//	key.go, rand.go, dist*.go, math.go   identities, random numbers, distributions, portable arithmetic
//	facts.go, trace.go, digest.go   facts, who gets them, and the hash of a run
//	property, reference, script   what tests stand on
//	quantity.go   times, rates and shares as people write them
package sim
