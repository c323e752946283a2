// Package cache answers again what was answered before, so that a dependency is asked
// less often.
//
// # Idea
//
// Most questions are about few things, and most answers hold for a while. Who keeps
// them asks once where he would ask a hundred times.
//
// # Picture
//
//	read ──► in the store? ──fresh──► answer
//	            │ no     └──stale────► answer, and ask behind it
//	            ▼
//	         being asked for? ──► wait for that answer (coalesce)
//	            │ no
//	            ▼
//	         ask ──► keep it, unless a write came between (leases)
//	            └──► it failed: an old answer, as degraded (stale_if_error)
//	write ─► through, and what the store holds about the item is taken out
//
// With store, the store is the memory of a node, which is asked by calls; otherwise it is
// that of the caller, or of the proxy beside it if a sidecar carries the cache:
//
//	caller ─► store: look ─► hit: answer
//	   │                 └──► miss, or no answer from it: ask the dependency
//	   └────► store: put, behind the answer; or drop, before a write is over
//
// The machines, [Store] and [Leases], are pure: they are told the time and keep answers,
// and which of them may be from before a write. The shell asks, answers and tells.
//
// # Knobs
//
// Config documents them; "wavetank describe cache" prints them.
//
// # Watch
//
// The dependency is sized for what the cache leaves over. An empty cache leaves all of
// it: after a restart, or when answers that came together end together, everybody asks at
// once; coalescing and a jitter help. An answer is as old as the time that it is kept, and
// a write through another instance takes nothing out. Whoever waits for another's call
// shares its fate: its failure and its timeout. A scan of more than fits throws out what
// would have been asked for again.
//
// A store that callers share does not save them when it is away: each then asks the
// dependency, as after a flush.
//
// The laws are broken by 11 mutants. Hit rates are held against Che's approximation and
// against the renewal formula of answers with a time to live, wherever the cache is.
//
// # Source
//
// H. Che, Y. Tung, Z. Wang, Hierarchical Web caching systems (2002); RFC 5861 (stale
// while revalidate, stale if error); R. Nishtala and others, Scaling Memcache at Facebook
// (2013), whose leases these are; golang.org/x/sync/singleflight (coalescing).
package cache
