// Package balance is load balancing on the client's side: it chooses which
// instance of a dependency each call goes to, and takes out of the choice those
// that keep failing (outlier ejection).
//
// # Idea
//
// Chance alone fills some queues and empties others: of 100 servers at 90 % load
// each, calls thrown at random wait as before one server at 90 %. To look at two
// of them and take the one with fewer calls under way makes the mean time in the
// system fall from 10 to 2.6 service times: the power of two choices. And an
// instance that fails everything should not get its share of the calls.
//
// # Picture
//
//	call ─► Pick ─► candidates: instances that are available: not ejected here, no open
//	                     │       breaker of their own, healthy, there at all
//	                     │       (all that are there, in a panic)
//	                     ▼
//	                policy: random, round robin, least outstanding, best of d by that
//	                     │  or by latency; by weight, and a share that grows when one is fresh
//	                     │  (or no choice at all: a connection that stays)
//	                     │
//	attempt sent ────────┤ +1 outstanding
//	attempt ended ───────┘ -1, and its outcome goes to the Ejector
//
//	          failures in a row, or a success rate below the others' or a bound
//	HEALTHY ────────────────────────────────────────────────────────► EJECTED
//	   ▲                                                                 │
//	   └── base time × times ejected is over, and the interval, too ◄────┘
//
// The machines are pure: [Chooser] chooses, [Ejector] ejects, [SlowStart] lets a share
// grow, [Latency] knows what waiting costs, [Pool] keeps connections; they are told the
// time, the luck and the counts. The shell is a nodes.Picker and a nodes.Watcher: no
// call needs a process.
//
// # Knobs
//
// Config documents them; "wavetank describe load-balancer" prints them. Without
// the table eject nothing is ejected.
//
// # Watch
//
// Each caller counts its own calls only, as a library or a sidecar does: ten
// callers that each see nothing under way may choose the same instance. The d
// choices are distinct: two looks at the same instance are one choice. Never
// more than max_ejection of the instances are ejected, but for one that may be in any
// case; below panic_threshold the rest could not carry the load, so all are called
// again. An ejected instance comes back when the interval ends, not before.
//
// It hurts where the fewest calls under way are a sign of failure and not of
// speed: an instance that fails at once is always idle, draws the calls of all
// others to itself, and fails them. Ejection hurts where the errors are the
// caller's, or everybody's: it takes capacity away from those that work.
//
// # Source
//
// M. Mitzenmacher, The Power of Two Choices in Randomized Load Balancing (1996).
// Ejection as in Envoy (outlier detection), held against its published source, with its
// defaults but for one: at_least_one. Shares that grow as in Envoy (slow start), turns by
// weight as in nginx, costs by latency as in Finagle (peak EWMA).
package balance
