// Package sidecar is a proxy beside each node: a process of its own on the same
// machine, through which all calls go out and all requests come in, and which
// carries other patterns for programs that have no library for them.
//
// # Idea
//
// A fleet is written in many languages, and only some have a good library for
// retries, breakers and balancing. A proxy beside each program gives all of them
// the same, at the price of two more hops for every call, a process more that can
// crash, and a configuration that does not reach all proxies at once.
//
// # Picture
//
//	machine of front                       machine of back
//	┌──────────────────────────┐           ┌──────────────────────────┐
//	│ program ─lo─► proxy ──────┼─ network ─┼─► proxy ─lo─► program    │
//	│               retry,      │           │   bulkhead, …            │
//	│               breaker, …  │           │                          │
//	└──────────────────────────┘           └──────────────────────────┘
//
// The proxy's work is work of the machine, and slows down with it. What it
// carries are patterns of the scenario, built anew whenever the proxy starts, on
// those edges and nodes where they lie themselves.
//
// # Knobs
//
// Config documents them; "wavetank describe sidecar" prints them. Laid on nodes it
// takes all that they call and all that calls them; laid on an edge it is a proxy
// of the caller's for that edge alone (an ambassador).
//
// # Watch
//
// A call that finds the proxy dead, or not yet ready, ends with ErrDown, and one
// that is inside when it dies with ErrBroken: never is there a way around it. The
// program may start before the proxy, unless hold makes its calls wait. Without
// work and loopback a carried pattern does exactly what the embedded one does.
// Faults can crash, pause, hang or slow the proxy and leave the program alone.
//
// It hurts where there is nothing to guard against, and most in deep and wide
// trees of fast calls, each of which pays twice.
//
// # Source
//
// B. Burns and D. Oppenheimer, Design Patterns for Container-based Distributed
// Systems (HotCloud 2016); Istio and Linkerd for start order and crashes.
package sidecar
