// Package gossip spreads news: what one member of a group learned reaches all of
// them, although messages get lost, members crash, and nobody leads.
//
// # Idea
//
// Each member tells a few others, drawn at random, who tell a few others. The number
// of members that know grows like an epidemic: all of n know after about log n
// rounds, and each has sent a handful of messages. An origin that tells everybody
// itself is faster, as long as it can afford n messages and none of them is lost.
//
// # Picture
//
//	write ─► ● ──push──► ● ──push──► ●        rounds: 1, 2, 3, …
//	         │           └─────push──► ●      knowing: 1, 2, 4, … n
//	         └───push──► ● ◄──pull─── ●
//
// The [Machine] is a member: pure, told of writes, rounds and messages. The shell
// runs its rounds, carries its messages, answers reads from its [Store], and takes
// writes in. The tests hold the models of the literature against published tables:
// an epidemic in synchronous cycles, and a crowd of up to a million members.
//
// # Knobs
//
// Config documents them; "wavetank describe gossip" prints them. Rumour mongering
// tells only what is new and loses interest: by a counter or a coin, and with
// feedback of the receiver or blindly. That leaves a residue, e^-m of the members
// after m messages each by push, which anti-entropy clears away: now and then a
// member compares a digest of all that it knows with a random other's.
// Baselines: "broadcast" and "registry".
//
// # Watch
//
// Stopping too early leaves members that never hear. In a pull nothing is sent
// that nobody wants, but everybody asks for ever. Of writes to one item that did
// not know of each other the last wins, and the other is lost. A member that comes
// back from a crash knows nothing, until a pull or anti-entropy tells it.
//
// It hurts in a small group, where telling everybody costs little and takes one
// hop instead of several rounds.
//
// # Source
//
// A. Demers and others, Epidemic Algorithms for Replicated Database Maintenance,
// PODC 1987; R. Karp and others, Randomized Rumor Spreading, FOCS 2000. The
// numbers of both come out here (see the tests named for them). Defaults are
// those of memberlist: three partners every 200 ms.
package gossip
