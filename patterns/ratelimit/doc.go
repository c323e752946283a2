// Package ratelimit lets only so many calls pass in a time, so that one who asks
// too much does not use up what others need.
//
// # Idea
//
// A service that takes whatever comes is at the mercy of its most eager client. A
// limit for each client keeps the others' share, and tells the eager one when to
// come again.
//
// # Picture
//
//	token bucket                      leaky bucket
//	rate ──► │ ● ● ● _ _ │ burst      ● ──1/rate── ● ──1/rate── ●
//	         └────┬──────┘            calls pass at even distances
//	              ▼ a call takes one
//	none left: refused, with the time to come again; or it waits, up to max_wait
//
//	sliding window                    sliding counter
//	  ● ● ●│● ● ●  ●│ ► now           │  42 before  │ 18 here ►│
//	       └ window ┘ at most N       42·(rest of the window) + 18 + 1 ≤ N
//
// The machine, [Limiter], is pure: it is told the time and says how long to wait.
// The shell waits, refuses and tells. On an edge it limits the calls that leave,
// on a node the requests that arrive.
//
// # Knobs
//
// Config documents them; "wavetank describe rate-limiter" prints them. A token
// bucket lets a burst pass and then the rate; a leaky one lets nothing but the
// rate pass. Tokens come one by one or, with every, so many at a time: with a burst
// as large, that is a fixed window, which lets twice its limit pass around its border.
// A sliding window lets its limit pass in any window, wherever it begins, and keeps a
// log for that; the sliding counter comes near it with two numbers.
//
// # Watch
//
// A limit by time does not know how the service fares: it refuses what could be
// served, and admits what cannot once work takes longer; a limit on concurrency
// sees both. Callers who wait for a token hold whatever they hold. A limit at each
// of n instances is n times the limit. Whoever has spent a sliding window's limit at
// once gets nothing until a window later, where a token bucket lets him go on at the
// rate.
//
// # Source
//
// J. Turner, New Directions in Communications, 1986 (leaky bucket); ITU-T I.371
// (the virtual scheduling that both are made of here); terms follow
// golang.org/x/time/rate, resilience4j (every) and failsafe-go (smooth, bursty).
// J. Desgats, How we built rate limiting capable of scaling to millions of domains,
// Cloudflare 2017 (the sliding counter).
package ratelimit
