// Package fallback answers in place of a dependency that does not, with less than
// what was asked for: something fixed, something old, or what another service says.
//
// # Idea
//
// A page without recommendations is better than no page, and yesterday's price
// better than none. What can be answered without the dependency need not fail
// with it. Such answers are marked as degraded, and counted.
//
// # Picture
//
//	call ──► dependency ──► well? ──► answer, and remember it (stale)
//	                          │ no
//	                          ▼
//	             static │ stale: the cache │ other: another route
//	                          │ none
//	                          ▼
//	                     the error itself
//
// The machine, [Cache], is pure: it is told the time and keeps the latest answers.
// The shell calls, answers and tells.
//
// # Knobs
//
// Config documents them; "wavetank describe fallback" prints them.
//
// # Watch
//
// A fallback takes effect when things are bad, and all at once. Another service
// gets in an instant all the load of the one that failed; if it serves others
// besides, they go down with it, unless a bulkhead or a limiter lies before it.
// Static and stale answers need nobody. A call that timed out has used up time
// already: what the fallback takes comes on top. So it lies around a timeout and not
// within: one whose total is over ends what lies within it, and the fallback answers
// nobody. A write is never answered from a constant or a cache, which would lose it.
//
// # Source
//
// M. Nygard, Release It! (2007); J. Gabrielson, Avoiding fallback in distributed
// systems, Amazon Builders' Library, on how it hurts. Terms follow resilience4j,
// Hystrix and Polly.
package fallback
