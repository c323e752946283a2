// Package breaker is the circuit breaker: it stops calling a dependency that
// keeps failing, so that callers are not tied up waiting for it, and lets a
// trial call pass from time to time to see whether it is well again.
//
// # Idea
//
// A caller has so many workers. When a dependency hangs, each call to it holds
// one until it times out: rate times timeout of them, by Little's law, and soon
// there is none left for requests that do not need the dependency at all. The
// breaker rejects such calls at once while it is open.
//
// # Picture
//
//	          too many bad calls
//	┌─► CLOSED ───────────────► OPEN ◄─────┐
//	│                            │         │ a bad trial,
//	│ trials passed    wait over │         │ or the deadline
//	└──────────── HALF-OPEN ◄────┘         │
//	                  └────────────────────┘
//
// The machine, [Breaker], is pure: it is told the time and the ends of calls. The
// shell wraps the calls of one edge: it asks the machine, calls or
// rejects, tells the machine how the call ended, and emits facts.
//
// # Knobs
//
// Config documents them; "wavetank describe circuit-breaker" prints them. The
// evidence is the last calls (rule "count"), the last stretch of time ("time")
// or a run of failures ("consecutive"); a rate of failures or of slow calls
// trips it, once there are minimum_calls, or so many failures in the window,
// however many calls it holds. One trial at a time by default; of several, any bad
// one reopens it, or their rates, or too few good ones. With mode "metrics-only" it
// tells when it would have opened, and with "forced-open" it never closes.
//
// What the end of a call counts as, failure, success or nothing, is the same for all
// that judge a callee by calls: see patterns.Outcomes.
//
// # Watch
//
// A permit belongs to a generation, the time between two changes of state. An outcome
// from an earlier generation is stale and changes nothing, a trial that hangs runs
// into a deadline, and a cancelled trial gives its permit back: each of these is
// a fault that a well-known library had, and the tests show both sides.
//
// The breaker hurts when its key is too coarse (one bad shard opens it for the
// healthy ones), when it is too sensitive for the errors of an ordinary day, and
// is of no use when it waits for more calls than come.
//
// # Source
//
// M. Nygard, Release It! (2007), chapter 5. Terms and defaults follow
// resilience4j where implementations differ, but for one trial instead of ten,
// and a deadline for it, and for calls that never reached the callee, which count as
// nothing. A number of failures in a time, and successes of trials that have nothing
// to do with the rate of failures, are those of Failsafe.
package breaker
