// Package raft is one member of a Raft group as a pure machine: it is told the
// time, as the member's own clock shows it, and the messages that came; it
// answers what to save, to send and to apply. It reads no clock and touches no
// disk or network.
//
//	             timer ran out            quorum of votes
//	FOLLOWER ─────────────────► CANDIDATE ───────────────► LEADER
//	 ▲    ▲    (a pre-candidate   │   │                      │
//	 │    │     first asks who    │   └─ timer: next term    │
//	 │    └──── would vote)  ─────┘ a leader, a later term   │
//	 └───────────────────────────────────────────────────────┘
//	              a later term, or no quorum heard
//
// The shell around it runs the main loop:
//
//	for {
//		m.Tick(now) or m.Receive(now, message) or m.Propose(now, command) …
//		out := m.Take()
//		send(out.Now)                 // promises nothing
//		if save(out.Save) {           // to disk, and synced
//			m.Saved(now, out.Mark)
//			send(out.After)       // promises
//		}
//		apply(out.Restore, out.Apply) // to the store
//	}
//
// The election timer starts again when a vote is granted, when a valid append
// comes from the leader, and when a candidate begins a term; not when a later
// term is seen, nor when a vote is refused.
//
// Package rafttest puts groups of machines, ours or another's, into storms, and
// holds every step against the laws.
//
// Source: D. Ongaro and J. Ousterhout, In Search of an Understandable Consensus
// Algorithm, USENIX ATC 2014; D. Ongaro, Consensus: Bridging Theory and Practice,
// Stanford 2014, for pre-vote (9.6), check-quorum (6.2), leadership transfer
// (3.10), ReadIndex and leases (6.4), and the leader's parallel write (10.2.1).
package raft
