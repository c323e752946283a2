// Package throttle is the adaptive throttle: a client that turns its own calls
// away, in proportion to how many more it makes than the callee accepts; and admission
// control, which does so by how many of the calls that it makes succeed.
//
// # Idea
//
// Turning a request away costs a server something too, and a client whose calls
// are turned away knows it before anybody else. It counts, over the last while,
// the calls that it wanted to make and those that the callee accepted, and makes
// at most a few times as many as will be accepted.
//
// # Picture
//
//	           requests − K · accepts
//	p = max(0, ──────────────────────)     each call is turned away with chance p
//	                requests + 1
//
// A dead callee sees the n-th call with chance 1/n. One that accepts C a second
// sees min(λ, K·C) of λ.
//
// Admission control counts calls when they end, and not those that it turned away:
//
//	     ⎛ calls − successes / threshold ⎞ 1/aggression
//	p =  ⎜ ───────────────────────────── ⎟
//	     ⎝           calls + 1           ⎠
//
// A callee of which a share s of the calls goes well, whatever comes, has 1 − s/threshold
// of them turned away, where the throttle would close.
//
// The machines, [Throttle] and [Gate], are pure: they are told the time, the luck and the
// ends of calls. One shell wraps the calls of an edge for either.
//
// # Knobs
//
// Config and AdmissionConfig document them; "wavetank describe adaptive-throttle" and
// "wavetank describe admission-control" print them. A larger multiplier lets more through
// that will be rejected, and notices sooner that the callee is well again.
//
// # Watch
//
// A call counts as a request when it is made, and also when the throttle turns it
// away. Counted only when they end, the first calls to a hung callee would all
// pass. A window that is not much longer than a call takes skews the ratio, as the
// calls in it and the ends in it are not the same calls.
//
// It hurts when failures have nothing to do with load: of a callee that fails six
// calls in ten by themselves it sends fewer, and turns away what would have gone
// well.
//
// # Source
//
// Google, Site Reliability Engineering (2016), chapter 21, Client-Side Throttling:
// a multiplier of 2 over two minutes. Admission control as in Envoy's filter, against
// whose source a test holds each decision.
package throttle
