// Package membership lets the members of a group find out among themselves who is
// there and who is gone, and tells clients whom to call. Nobody leads, and there is
// no registry that could fail.
//
// # Idea
//
// In every period each member probes one other. If that one does not answer, a few
// more are asked to probe it, as it may be the way to it that is broken. If they get
// no answer either it is suspected, and has some time to object before it is taken
// for dead. What members find out travels on their messages from one to the next,
// so that the load of each is the same however large the group is.
//
// # Picture
//
//	a ──ping──► b ✗                  b is suspected ──► news on every message
//	a ──probe b──► c ──ping──► b ✗        │    │
//	a ──probe b──► d ──ping──► b ✗        │    └─ b hears: "I live, incarnation + 1"
//	                                      └─ nobody hears of b: dead
//
// The [Machine] is one member: pure, told of the time and of messages. The
// [HeartbeatMember] stands in its place where members say that they live, to each
// other or to a registry. The shell carries messages and answers clients; a client
// is the pattern on the edge to the group, and picks one of the instances that it
// was last told of.
//
// The formulas of memberlist are in formulas.go, the model of the failure detector
// that the paper analyses is with the tests, in probing_test.go.
//
// # Knobs
//
// Config documents them; "wavetank describe membership" prints them. Its defaults
// are memberlist's for a LAN; WAN, Local and Paper are others. Baselines are
// "heartbeat", "registry" and "static". Lay it on datagram links: over a stream,
// messages to a dead member arrive when it is back.
//
// # Watch
//
// An update counts if it is of a newer incarnation of its subject, or of the same
// and worse. Only the subject begins a new incarnation, above all that it has heard
// of; after a crash it takes it from its clock, and at zero it stays dead to others
// until it hears that it is. Dead members are remembered: an old update about a
// forgotten member would bring it back. Two sides of a partition take each other for
// dead, and stay two groups unless somebody goes on contacting dead members. In a
// full exchange of states, dead counts as suspect. A slow member hears answers too
// late, and accuses everybody.
//
// A member that leaves says so and is not taken for dead.
//
// It hurts where a registry that stays up would know sooner, for fewer messages.
//
// # Source
//
// A. Das, I. Gupta, A. Motivala, SWIM, DSN 2002; A. Dadgar, J. Phillips, J. Currey,
// Lifeguard, 2017; hashicorp/memberlist, and Serf for contacting dead members. The
// tables of the first and the numbers of the third come out here (see the tests named
// for them).
package membership
