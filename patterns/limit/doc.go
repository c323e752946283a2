// Package limit bounds how many calls are under way at once, and finds the bound by
// itself, from how long they take.
//
// # Idea
//
// A fixed limit is right for one day: when work takes longer, it is too high, and
// a queue builds up. Calls that take longer than without load tell of that queue.
// So the limit goes up while they do not, and down when they do.
//
// # Picture
//
//	          ┌───── under way < limit? ─────┐ no: refused
//	call ────►│                              │
//	          └──► the end: how long, how many at once, dropped?
//	                           │  a window of them
//	                           ▼
//	                  AIMD, Vegas, Gradient, Gradient2 ──► limit
//
// The machine, [Limiter], is pure: it is told the time and the ends of calls. Each
// law is a function from the limit and a window to the next limit.
//
// # Knobs
//
// Config documents them; "wavetank describe adaptive-limit" prints them.
//
// # Watch
//
// All laws take a longer time for a queue. Work that is long by itself, such as a
// report among look-ups, makes them throttle a service that is bored. Vegas knows
// the shortest time ever seen and measures it anew now and then, at a bad moment
// under load. Gradient measures it with few calls under way: the time is right, and
// meanwhile nearly everybody is refused; without a jitter at all instances at once,
// so that none can help out. Gradient2 compares with a long average, which rises with
// the queue if an overload lasts, so that the limit creeps up. AIMD needs drops to see
// anything.
//
// # Source
//
// Netflix, Performance Under Load (2018), and its library concurrency-limits, whose
// formulas and defaults these are, but for Gradient2's lowest limit: 1 instead of
// 20. Gradient is that of Envoy's adaptive concurrency filter. L. Brakmo, L. Peterson:
// TCP Vegas (1995).
package limit
