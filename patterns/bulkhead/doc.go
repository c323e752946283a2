// Package bulkhead gives each of several kinds of work a part of the capacity
// that it cannot exceed, so that one that goes wrong sinks alone.
//
// # Idea
//
// A service whose workers wait for a slow dependency has none left for anything
// else: rate times latency of them, by Little's law. With at most so many calls to
// that dependency under way, the rest of the workers stays free, and a call that
// finds no permit fails at once instead of waiting with the others.
//
// # Picture
//
//	        ┌── permits ──┐
//	ask ───►│ ■ ■ ■ □ □   ├──► call ──► the work ends ──► give back
//	        └─────────────┘
//	none left: wait (max_wait, or a place in the queue) or be refused
//
// The machine, [Pool], is pure: it counts permits and knows who waits. The shell
// waits, calls and tells. On an edge it guards the calls that leave, on a node
// the requests that arrive.
//
// # Knobs
//
// Config documents them; "wavetank describe bulkhead" prints them. A semaphore
// has no queue and lets a call without a permit wait for max_wait, which is not
// at all by default; a pool of workers has a queue with so many places. One pool
// for the place where the bulkhead lies, or one for each route, instance or client.
//
// # Watch
//
// What a permit stands for: the work (hold = "work"), which goes on when its
// caller gives up, or the caller's patience (hold = "caller"). The second is what
// a plain semaphore around a call with a timeout does; the dependency then has
// more work under way than the limit says. The first keeps the truth: a dependency
// that hangs keeps its permits, and is not told that nobody waits any more.
//
// The bulkhead hurts when nothing goes wrong and the load is uneven: two halves
// serve less than one whole, because one cannot use what the other leaves idle.
//
// # Source
//
// M. Nygard, Release It! (2007), chapter 5. Terms and defaults follow resilience4j:
// 25 calls, no wait, fair; 100 places before a pool.
package bulkhead
