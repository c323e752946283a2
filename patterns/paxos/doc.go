// Package paxos is Paxos: a majority of acceptors chooses a value for each slot of
// a log, no matter which member proposes it, and a chosen value never changes.
//
// # Idea
//
// Any two majorities share a member. A proposer first asks a majority to promise
// that it listens to no lower ballot, and is told what they had accepted; it must
// propose the one of these with the highest ballot, for that may have been chosen,
// and its own only if there is none. A majority that accepts has chosen it.
//
// # Picture
//
//	proposer ── prepare b ──► acceptors ── promise, accepted so far ──► proposer
//	         ── accept b, v ─►          ── accepted ──────────────────►  chosen
//	         ── learn v ─────► all: carry the log out in order
//
// [Acceptor], [Proposal] and [Log] are pure; the shell makes durable what an
// acceptor says before it says it. In style single every member that is asked
// proposes, with both phases; in style multi one leader does, whose first phase
// holds for all slots until another takes over. What a first phase finds accepted is
// chosen again, however many slots it is, in one second phase. The main loop of a
// proposer is:
//
//	prepare the first slot that is not known
//	propose all that may have been chosen, or else what clients want
//	chosen: learn, and tell all; beaten: back off
//
// # Knobs
//
// Config documents them; "wavetank describe paxos" prints them. Laid on the edge of
// clients as well ("clients -> kv"), these go from member to member until one
// serves them.
//
// # Watch
//
// Two proposers can beat each other for ever, each with a higher ballot just before
// the other is accepted: safe, and without progress. A random pause makes that
// unlikely, a leader makes it rare. Reads go through the log as well. A write that
// clients sent to several members may be chosen more than once, the last time long
// after the first: the log knows all writes that it has carried out, for ever, and
// carries out none again. An acceptor that forgets a promise in a crash, or a proposer that proposes its own value
// although another may have been chosen, breaks everything: so does a disk that
// is lost. A value that changed after it was chosen is told (paxos.changed), and the
// process of a member that had carried out the other dies (node.died). The log is never cut: this is a baseline to
// compare the election's Raft with, not a product.
//
// # Source
//
// L. Lamport, The Part-Time Parliament (1998) and Paxos Made Simple (2001).
package paxos
