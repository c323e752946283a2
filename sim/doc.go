// Package sim is the kernel of a simulated world: virtual time, events,
// processes, luck and the trace. It knows nothing of networks and machines.
//
//	  At, After            step: the earliest event          Act
//	───────────► queue ──────────────────────────────► callback or process
//	     ▲     (time, seq)      clock moves, digest         │        │
//	     │                                                  │        │ Emit
//	     └──────────── At, Sleep, Wake, Go ─────────────────┘        ▼
//	                                                       digest, sinks ► reports
//
// The main loop is World.step, and does no more than this:
//
//	for the earliest event (time, seq, owner, action) up to the end {
//		now = time
//		digest it
//		action.Act()
//	}
//
// An event is a callback, or goes on with a process (World.Go), which is code in
// the blocking style: it sleeps, parks and is woken, and runs alone until it
// waits. Both lie in one queue in a total order, (time, order of scheduling).
// Callbacks are the engine, processes the convenience: a callback costs some 40
// ns, a switch to a process and back about 100 ns more and 3 KB while it waits.
//
// Everything belongs to an Owner: a node, a load, a fault. An owner can be frozen
// or killed as a whole, and is blamed when a run hits one of its Limits.
//
// Luck comes by identity (World.Draw: what strikes request 4,711 depends on the
// seed, the purpose and the request alone) or from a named stream (World.Stream),
// so that one draw more disturbs no other. Distributions are sampled with
// arithmetic that is the same on every processor.
//
// What happens is told in Facts. Facts and events are folded into the Digest: two
// runs are the same if and only if their digests are equal.
//
// Time is in nanoseconds since the world began, spans are time.Durations. There
// is no wall clock, no thread and no lock: a world is single-threaded, and
// different worlds may run in parallel. Close a world when done with it, as its
// processes are held by the runtime.
package sim
