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
		{Kind: sim.RequestStarted},
		{Kind: sim.RequestOK},
		{Kind: sim.RequestFailed},
		{Kind: sim.RequestTimedOut},
		{Kind: sim.RequestRejected},
		{Kind: sim.RequestDegraded},
		{Kind: sim.AttemptSent},
		{Kind: sim.WorkWasted},
		{Kind: sim.ItemWriting},
		{Kind: sim.ItemWritten},
		{Kind: sim.ItemRead},
		{Kind: nodes.ItemRepeated},
		{Kind: sim.FaultBegan},
		{Kind: sim.FaultEnded},
		{Kind: nodes.DiskLost},
		{Kind: nodes.ServiceFull},
		{Kind: nodes.ServiceExpired},
		{Kind: nodes.ServiceCancelled},
		{Kind: nodes.NodeBooted},
		{Kind: nodes.NodeCrashed},
		{Kind: nodes.NodePaused},
		{Kind: nodes.NodeResumed},
		{Kind: net.MessageSent},
		{Kind: net.MessageDuplicated},
		{Kind: net.MessageDelivered},
		{Kind: net.MessageLost},
		{Kind: net.MessageGarbled},
		{Kind: net.AnswerLate},
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
