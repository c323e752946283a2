package paxos_test

import (
	"testing"

	"wavetank/patterns/paxos"
	"wavetank/scenarios/patternstest"
)

// BenchmarkRequest is a request that goes through the log, beside the bare request.
func BenchmarkRequest(b *testing.B) {
	patternstest.CostIn(b, patternstest.Group{
		Kind: paxos.Pattern.Kind, On: `["kv", "clients -> kv"]`, Rate: 100,
	}.Scenario(b))
}

// BenchmarkAcceptor is a value that a leader has accepted.
func BenchmarkAcceptor(b *testing.B) {
	var a paxos.Acceptor
	leader := paxos.Ballot{Round: 1}
	if _, ok := a.Prepare(leader, 0); !ok {
		b.Fatal("no promise")
	}
	value := paxos.Value{{ID: 1, Item: 1, Token: 1}}
	b.ReportAllocs()
	for slot := int64(0); b.Loop(); slot++ {
		if !a.Accept(paxos.Entry{Slot: slot, Ballot: leader, Value: value}) {
			b.Fatal("not accepted")
		}
	}
}
