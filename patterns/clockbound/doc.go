// Package clockbound is the clock-bound wait: nodes whose clocks tell how wrong
// they can be give timestamps that are in the order of true time, by waiting.
//
// # Idea
//
// Two clocks never agree. A write that begins after another was acknowledged may
// get the lower timestamp from a slow clock, and a read by a slow clock looks into
// a past in which the write has not happened yet. A bounded clock shows an
// interval in which true time lies. A write takes the latest time of its interval
// for its stamp, and is neither seen nor acknowledged before the stamp is past by
// every clock: then a write that begins later gets a higher stamp (external
// consistency, which Spanner promises).
//
// # Picture
//
//	true time ──────────────┬───────────────────────────┬──────►
//	            earliest ◄──┴──► latest = stamp          │
//	                  ε      ε           wait, about 2ε  ▼
//	                                        earliest > stamp: visible, acknowledged
//
// Every item has a home among the nodes, which keeps its versions by stamp. The node
// that a client asks sends a write to the home, which stamps it; a read it stamps
// itself. [Bounded], [HLC] and [Store] are pure machines, but that [Bounded] reads a
// node's clock. The main loop of a write is:
//
//	stamp := the latest time of now, above all stamps of the item
//	make it durable
//	for now is not past the stamp { sleep }
//	make it visible, answer
//
// # Knobs
//
// Config documents them; "wavetank describe clock-bound-wait" prints them. The
// alternatives are: none, which trusts the clocks; hlc, which carries clocks with
// messages between nodes and so orders what they can have told each other, but
// not what clients told each other elsewhere; and uncertainty, in which writes do
// not wait and a read begins again above a version that may be a past one: each
// item is right, transactions on different items may still be out of order.
//
// # Watch
//
// The wait is 2ε, not ε, and ends when the earliest time is strictly above the
// stamp. A read that finds a version whose wait is not over waits with it: shown
// early, it would vanish again for a reader whose clock is slower. The bound must
// hold: with skew above 1, or a clock that a fault steps, violations come back,
// and clock.inverted and clock.missed count them in true time, which no node
// knows. A hybrid clock that believes every message is dragged into the future
// (max_offset). With an ε as NTP gives, of tens to hundreds of milliseconds, the
// wait hurts more than it helps.
//
// # Source
//
// J. Corbett et al., Spanner: Google's Globally-Distributed Database (2012),
// sections 3 and 4; S. Kulkarni et al., Logical Physical Clocks (2014); the
// uncertainty interval is CockroachDB's.
package clockbound
