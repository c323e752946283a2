// Package hedge is the hedged request: when an answer is late, the same call goes
// to another instance as well, and the first good answer wins.
//
// # Idea
//
// One call of a hundred is slow, for reasons that lie with one machine and one
// moment: a queue, a collection, a bad disk. A second instance most likely has no
// such moment. Asking it only when the first is later than 95 % of all calls costs
// a twentieth more calls, and cuts off the tail.
//
// # Picture
//
//	call ──► attempt 1 ────────────────────────────────x cancelled
//	            │ delay, or an error that is not fatal
//	            └──────► attempt 2, elsewhere ───► first good answer ──► caller
//	                         │ delay
//	                         └──────► attempt 3 …   at most 1 + max_hedges
//
// The machines are pure: [Race] is one call and its hedges, [LatencyQuantile] the
// moving quantile that sets the delay, [Budget] what the budget has left. The shell
// begins the attempts, and cancels those that are under way when another wins; the
// callee is told, if cancellation is propagated.
//
// # Knobs
//
// Config documents them; "wavetank describe hedge" prints them.
//
// # Watch
//
// Exactly one result is delivered, whatever comes after it. The first attempt
// never asks the budget. The quantile is that of first attempts: one that lost is
// counted with the time for which it was waited, which lies above the delay, so
// that the quantile stays what it would be without hedges, and hedging does not
// chase its own success. Tied attempts tell each other's callee when one begins:
// the copy that still waits in a queue leaves it.
//
// Inside of a retry that has a budget, a hedge draws on that one too, as in gRPC: when
// it stops the retries, it stops the hedges. A hedge around the retry has its own only.
//
// It hurts when slowness is load: hedges then are more load, which makes more
// calls late. A budget bounds that. Only what may be done twice may be hedged: with
// writes = false, reads alone are.
//
// # Source
//
// J. Dean and L. Barroso, The Tail at Scale (CACM 56(2), 2013), and gRPC's hedging
// (gRFC A6) for errors and pushback.
package hedge
