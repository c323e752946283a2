// Package net is a simulated network. It opens no socket: it shares nothing
// but its name with the standard library's net.
//
// Participants join a network and get an ID. Directed links carry messages
// between them; what becomes of one transmission is its fate, which the link's
// configuration decides first and every installed rule may then bend:
//
//	Send, Call ─► link (latency, loss, bandwidth) ─► rules (faults) ─► arrival
//	                    ▲                                 │
//	                    └── retransmission of a stream ◄──┘ lost
//
// On a stream a lost message is repeated after a timeout, so that a loss costs
// time and a partition stalls; on a datagram link it is gone. A Call is a
// request with its answer, a timeout, cancellation, and answers that come late.
//
// Loss, BurstLoss, Delay, Duplicate, Reorder and Throttle are rules; so are the
// partitions Split, OneWay, Isolate and Bridge. Between and Both confine a rule to
// some links, NewFlap has it come and go, and the Handle that Install returns
// takes it away.
//
// All luck is drawn by the identity of the message and the number of its
// transmission: one message more changes nothing for the others.
package net
