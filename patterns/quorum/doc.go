// Package quorum is the replicated store with tunable quorums: each item has N
// copies, a read waits for R of them and a write for W.
//
// # Idea
//
// With R+W > N every read meets every acknowledged write, and a minority of the
// members may be gone. When the network splits there is a choice, and no third
// way (the CAP theorem): a side that has too few copies answers nothing (mode
// CP), or answers from what it has (mode AP), and the sides drift apart until
// they meet again.
//
// # Picture
//
//	            ┌──► copy ──┐ W of N
//	request ─► coordinator ─┼─► answer       behind? ─► read repair
//	            ├──► copy ──┘                missed? ─► hint ─► handed over
//	            └──► copy                    gone?   ─► stand-in (sloppy)
//
// The member that gets a request coordinates it; if the pattern lies on an edge as
// well ("clients -> kv"), the callers do. Each item begins at a place of its own on
// the ring of members: the first N keep it, the others may stand in. The machines
// are pure: [Versions] merge, a [Store] is a fold over a journal, a poll counts
// answers; the shells around them, coordinator and replica, ask, write and tell. The
// main loop of a coordinator is:
//
//	put the question to the N copies
//	wait until R or W have answered, or too few can
//	answer the winner of what they said together
//
// # Knobs
//
// Config documents them; "wavetank describe quorum" prints them. Defaults are a
// plain majority of three. A linearizable register, at the cost of a round trip
// more for a write and sometimes for a read, is R+W > N with context = "read" and
// read_repair = "blocking" (Attiya, Bar-Noy and Dolev): then no clock matters.
//
// # Watch
//
// R+W > N alone is not linearizable. A read may find a write that is still under
// way and the next one miss it; a write that failed may show up later; with
// sloppy = true the stand-ins of a write are not those that a read asks; and
// last-writer-wins by wall clocks drops a new write whose coordinator's clock is
// behind. Version vectors never drop what they do not know of, and leave siblings
// to the reader, who is answered the latest of them: quorum.conflict counts that.
//
// Hints are kept by the coordinator, or by the stand-in, and handed over when the
// member answers again. There is no anti-entropy beside that and read repair. A
// member's copies are on its disk; one that has none gets one that costs nothing.
//
// # Truth
//
// The tests have what theory says of availability (availability_test.go) and of
// stale reads (wars_test.go), and hold that and this store against published tables.
//
// # Source
//
// D. Gifford, Weighted Voting for Replicated Data (1979); H. Attiya, A. Bar-Noy
// and D. Dolev, Sharing Memory Robustly in Message-Passing Systems (1995); G.
// DeCandia et al., Dynamo (2007); P. Bailis et al., Probabilistically Bounded
// Staleness for Practical Partial Quorums (2012).
package quorum
