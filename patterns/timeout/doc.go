// Package timeout bounds how long is waited for calls, and passes on along a chain
// of calls how much of that time is left, so that nobody works for those who have
// gone.
//
// # Idea
//
// A caller without a timeout waits as long as the slowest of all it depends on. One
// with a timeout goes away, and those it called do not know: they go on, and under
// load most of what they do is for nobody. If the deadline travels with the request,
// every hop knows how long the answer is wanted, and a queue can drop what is not
// wanted any more.
//
// # Picture
//
//	user ──── 1s ───► web ──── 930ms ───► api ──── 700ms ───► store
//	                   │                   │                   │
//	                 takes 70ms          takes 230ms         refuses, or drops
//	                                                         from its queue, what
//	                                                         it cannot answer in time
//
// The machine is two pure functions of the time and a request: Bound says until
// when the answer is waited for, Hopeless that there is no point in trying. The
// shell lies on edges, where it bounds calls, and on nodes, where it refuses
// requests.
//
// # Knobs
//
// Config documents them; "wavetank describe timeout" prints them. On an edge, total
// bounds the call with all that lies within, such as a retry with its waits, and
// attempt bounds each attempt. What travels is a deadline for the whole: a total, or
// the patience of a load, which a timeout on its edge passes on. On a node and on the
// edges that leave it the deadline that came with a request counts, less a reserve for
// the way back. The timeout of a call and attempt bound one attempt of perhaps several:
// they are no deadline, and no callee hears of them. Lay it on all hops to have the
// deadline propagated:
//
//	on = ["users -> web", "web", "web -> api", "api"]
//
// # Watch
//
// A retry and other patterns within that wait must check the deadline themselves; a
// timeout does not interrupt them. A deadline does not stop work that has begun: a
// node does that with cancel = true, when its caller goes away.
//
// It hurts when it is shorter than the slow part of an ordinary day: calls that
// would have succeeded fail, and the work for them is done all the same.
//
// # Source
//
// Deadline propagation: Google, Site Reliability Engineering (2016), chapter 22;
// gRPC, Deadlines.
package timeout
