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
	var facts []patterns.Fact
	for _, kind := range []*sim.Kind{
		sim.RequestStarted, sim.RequestOK, sim.RequestFailed, sim.RequestTimedOut, sim.RequestRejected, sim.RequestDegraded,
		sim.AttemptSent, sim.WorkWasted,
		sim.ItemWriting, sim.ItemWritten, sim.ItemRead, nodes.ItemRepeated,
		sim.FaultBegan, sim.FaultEnded,
		nodes.DiskLost, nodes.ServiceFull, nodes.ServiceExpired, nodes.ServiceCancelled,
		nodes.NodeBooted, nodes.NodeCrashed, nodes.NodeDied, nodes.NodePaused, nodes.NodeResumed,
		net.MessageSent, net.MessageDuplicated, net.MessageDelivered, net.MessageLost, net.MessageGarbled, net.AnswerLate,
	} {
		facts = append(facts, patterns.Fact{Kind: kind})
	}
	return facts
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
