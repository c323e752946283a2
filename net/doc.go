// Package net is a simulated network. It opens no socket: it shares nothing
// but its name with the standard library's net.
//
// Participants join a [Network] and get an [ID]. Directed links carry messages
// between them. The [Fate] of each transmission is what becomes of it: the link's
// configuration decides first, and every installed [Rule] may then change it.
//
//	Send, Call ─► link (latency, loss, bandwidth) ─► rules (faults) ─► arrival
//	                    ▲                                 │
//	                    └── retransmission of a stream ◄──┘ lost
//
// On a stream link a lost message is sent again after a timeout: a loss costs time,
// and a partition stalls. On a datagram link it is gone. A [Call] is a request with
// its answer, a timeout and cancellation; an answer may come late.
//
// [Loss], [BurstLoss], [Delay], [Duplicate], [Reorder], [Throttle] and [Corrupt] are
// rules, and so are the partitions [Split], [OneWay], [Isolate] and [Bridge].
// [Between] and [Both] confine a rule to some links, [NewFlap] switches it on and off,
// and the [Handle] that [Network.Install] returns removes it.
//
// Every draw depends on the identity of the message and the number of its
// transmission: one message more changes nothing for the others.
//
// # Where things are
//
//	network.go, link.go     participants, and the links between them
//	message.go, packet.go   messages, and the transmissions of one
//	pipe.go, order.go       bandwidth with a buffer, and the order of a stream
//	call.go, serve.go       a call at its caller's end, and at its callee's
//	rules.go, burst.go, flap.go, partition.go, garbage.go  rules
//	down.go                 participants whose process or machine is gone
//	spans.go, regions.go    sets of links, and latencies between public regions
package net
