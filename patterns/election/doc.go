// Package election is leader election, and what it is for: a replicated store
// that survives the loss of its leader.
//
// # Idea
//
// One member of a group leads: all writes go through it, so that they have one
// order. When it is gone, the others must agree on another, never on two, and
// that one must have everything that was acknowledged. Raft gets both from votes
// of a majority. A static primary gets the second by waiting; the bully
// algorithm gets a leader fast, and two of them in a partition.
//
// # Picture
//
//	clients ──► client part ──► any member ── "member 3 leads" ──► client part ──► leader
//	                                                                                │ propose
//	        follower ◄── entries ── leader's engine ── entries ──► follower         │
//	           └── saved ──────────────► ▲ ◄──────────────── saved ──┘              │
//	                                     └─ a quorum has it: apply, answer ◄────────┘
//
// The machines are pure: raft.Machine in the room below, the one of etcd, and
// the primary of the other algorithms in this one. The shell, member, tells one
// of them the time of its node's own clock and the messages that come, saves
// what it wants saved in a journal on the node's disk, and only then lets its
// promises leave. It lies on the group, and the client part on the edges to it:
//
//	on = ["kv", "clients -> kv"]
//
// Routes with op = "read" or "write" are served from the replicated store; other
// routes of the group are served as without the pattern.
//
// # Knobs
//
// Config documents them; "wavetank describe election" prints them. Defaults are
// those of etcd: a heartbeat of 100 ms, elections after 1 to 2 s.
//
// # Watch
//
// Two members may believe to lead at once, in different terms; only one can
// commit. So a leader that answers reads from what it has (reads = "leader")
// gives stale answers in a partition, and what it asks of others, such as the
// resource, needs a fencing token that they check: the term.
//
// Timeouts shorter than the network's delays make elections for nothing.
// Without pre-vote, a member that hears nobody begins term after term and deposes
// the leader when it is heard; without check-quorum, a leader that nobody hears
// leads on.
//
// A leader hands over to the member that is preferred only once that says that it
// hears a majority, and asks again an election timeout later: one behind a bridge
// would give up the group's leader for nothing, again and again.
//
// A leader whose own disk has been at one write for an election timeout, while the
// others have saved what it has not, steps down, and does not campaign until its disk
// is done: its heartbeats wait for no disk, so that nobody else would notice. Those of
// etcd wait, and it is replaced for that.
//
// A static or bullying primary begins a term and leads in it only once the term is on
// its disk: one whose disk is full lives, and does not lead.
//
// Members rely on their disks. One that comes back with an empty disk has forgotten
// its votes and entries, and the group may choose a leader without what was committed.
// A member that finds that out, as its engine has an assertion for it, dies
// (node.died): a finding about the system.
//
// # Storms
//
// The tests draw clusters of three, five and seven, clients, knobs and storms of
// every kind, on both engines, and hold each run to the laws: one leader in a term,
// linearizable histories, no acknowledged write lost, progress in the calm. Bare
// machines of both meet storms of their own (rafttest.Storm), hundreds of elections in
// a second. The benchmarks named Storms run as many elections as wanted.
//
// # Source
//
// See package raft; for the bully algorithm H. Garcia-Molina, Elections in a
// Distributed Computing System (1982); for fencing tokens M. Kleppmann, Designing
// Data-Intensive Applications (2017), chapter 8.
package election
