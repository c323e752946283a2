// Package emergent is the emergent leader: the oldest member of a group leads.
// Nobody is elected, for who is oldest follows from who the members are.
//
// # Idea
//
// A group that agrees on its members needs no votes: each of them has a number,
// given by the leader when it joined, and the lowest leads. When the leader is
// gone, the next oldest is the leader for all who know that it is gone, so that a
// takeover costs a failure detection and no more. Hazelcast, Akka's cluster
// singleton and JGroups work this way.
//
// # Picture
//
//	#1 leader ──x gone        #2 leader        an instance that comes back
//	#2                  ──►   #3               is the youngest: #4
//	#3                        #4
//
// [Machine], [View] and [Store] are pure; the shell asks, tells and writes. The main
// loop of a member is:
//
//	outside: ask who leads, and join; or found a group with those who ask too
//	inside:  tell all that it lives; see who is silent
//	         go, or (the oldest of those here) remove the silent
//
// Reads and writes go to the leader, which keeps its store in memory and has copies
// on the next oldest members (backups) before it acknowledges a write. All know for
// ever which writes were made, so that one that comes again is not made again.
//
// # Knobs
//
// Config documents them; "wavetank describe emergent-leader" prints them. Laid on
// the edge of clients as well ("clients -> kv"), these go from member to member
// until one serves them.
//
// # Watch
//
// A silent member may be dead, slow, or on the other side of a partition, and then
// it thinks the same of those who suspect it. The rule of split brains says who
// goes on: with none, everybody does, there are two leaders, and when they meet
// the members of the smaller group join the larger, as its youngest, and what they
// wrote is thrown away (emergent.split, emergent.discarded). The rules that let
// one side go on hold for a split in two in which both sides notice within the
// margin of each other: where some members see both sides, both may count enough.
// Of members who went, all instances must come together to
// found another group, but for static-quorum, which says how many would do.
//
// Numbers are not ages: clocks disagree, and an instance that comes back is not
// who it was. A number is told to all members before the one who gets it learns
// it, so that the next leader does not give it again. One member joins at a time, and
// counts in a split once all know it: before, those go on who do so with and without it.
//
// # Source
//
// U. Joshi, Patterns of Distributed Systems (2023), Emergent Leader. The rules of
// split brains are those of Akka's split brain resolver.
package emergent
