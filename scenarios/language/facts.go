package language

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/catalog"
	"wavetank/sim"
)

// Facts returns the facts that every run may have, whatever its patterns.
func Facts() []patterns.Fact {
	return []patterns.Fact{
		{Kind: sim.RequestStarted, Words: "a load meant to send a request now"},
		{Kind: sim.RequestOK, Words: "a request was answered well"},
		{Kind: sim.RequestFailed, Words: "a request was answered with an error, or its connection broke"},
		{Kind: sim.RequestTimedOut, Words: "a load gave a request up"},
		{Kind: sim.RequestRejected, Words: "a request was turned away unserved"},
		{Kind: sim.RequestDegraded, Words: "an answer lacked an optional part"},
		{Kind: sim.AttemptSent, Words: "a call was put on the network, at any hop"},
		{Kind: sim.WorkWasted, Words: "work ended after its caller had given up"},
		{Kind: sim.ItemWriting, Words: "a load meant to write an item"},
		{Kind: sim.ItemWritten, Words: "a load heard that its write was done"},
		{Kind: sim.ItemRead, Words: "a load heard what its read found"},
		{Kind: nodes.ItemRepeated, Words: "a service carried out a write that it had carried out before, for another attempt at it"},
		{Kind: sim.FaultBegan, Words: "a fault took effect"},
		{Kind: sim.FaultEnded, Words: "a fault was undone"},
		{Kind: nodes.DiskLost, Words: "a crash took what a disk had not synced, or a disk was lost with all that was on it"},
		{Kind: nodes.ServiceFull, Words: "a service had neither worker nor queue place for a request"},
		{Kind: nodes.ServiceExpired, Words: "a request waited too long in a queue"},
		{Kind: nodes.ServiceCancelled, Words: "a request was dropped, as its caller had given up"},
		{Kind: nodes.NodeBooted, Words: "a machine started"},
		{Kind: nodes.NodeCrashed, Words: "a machine crashed"},
		{Kind: nodes.NodePaused, Words: "a machine froze"},
		{Kind: nodes.NodeResumed, Words: "a machine went on"},
		{Kind: net.MessageSent, Words: "a message was transmitted"},
		{Kind: net.MessageDuplicated, Words: "a message was transmitted once more"},
		{Kind: net.MessageDelivered, Words: "a message arrived"},
		{Kind: net.MessageLost, Words: "a message was lost"},
		{Kind: net.MessageGarbled, Words: "a datagram arrived with flipped bits, and its receiver could not read it, or read something else"},
		{Kind: net.AnswerLate, Words: "an answer came after its caller had stopped waiting"},
	}
}

// FactKind returns the kind of fact of that name, or nil.
func FactKind(name string) *sim.Kind {
	for _, f := range AllFacts() {
		if f.Kind.String() == name {
			return f.Kind
		}
	}
	return nil
}

// AllFacts returns the vocabulary of every run and of all patterns.
func AllFacts() []patterns.Fact {
	facts := Facts()
	for _, p := range catalog.All() {
		facts = append(facts, p.Facts...)
	}
	return facts
}
