// Package shed drops requests that wait before a service's workers, so that an
// overload costs some of them and not all.
//
// # Idea
//
// With more arrivals than workers can serve, a first-in-first-out queue grows
// until every request that reaches its head has been given up long ago: all workers are
// busy, and nothing is achieved. A service that sheds load serves the requests that can
// still be served in time, and rejects the others at once.
//
// # Picture
//
//	arrives ─► full? hopeless? ─► │ oldest … newest │ ─► worker
//	               │                 │            └ adaptive: newest first in overload,
//	               ▼                 ▼              oldest first otherwise
//	            refused       waited too long: dropped
//
// The machine, [Queue], is pure: it is told the time, keeps those who wait and
// names its victims. [CoDel] is the control law of RFC 8289, a machine of its own.
// The shell answers the victims and tells.
//
// # Knobs
//
// Config documents them; "wavetank describe load-shedding" prints them. Rule
// "delay" lets nobody wait longer than interval, and in overload, when the queue
// has not been empty for an interval, not longer than target. Rule "codel" drops
// the oldest ever more often while its wait stays above target. A bound on places, the
// priorities of requests and what is left until their deadlines come on top.
//
// # Watch
//
// Waits are looked at when somebody arrives or a worker becomes free, not in
// between. Newest first starves the oldest: they are given up for the others'
// sake. A short burst that a queue would have absorbed within everybody's patience
// is where shedding hurts: it refuses what could have been served.
//
// # Source
//
// B. Maurer, Fail at Scale, ACM Queue 2015 (the rule "delay" and adaptive LIFO);
// K. Nichols and V. Jacobson, Controlling Queue Delay, ACM Queue 2012, and RFC 8289.
package shed
