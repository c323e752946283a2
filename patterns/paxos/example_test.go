package paxos_test

import (
	"fmt"

	"wavetank/net"
	"wavetank/patterns/paxos"
)

// Two proposers duel. The second has a higher ballot, so that the first is refused;
// but it must propose what an acceptor that answers it has accepted already.
func ExampleProposal() {
	acceptors := make([]paxos.Acceptor, 3)
	first := paxos.Ballot{Round: 1, Proposer: 1}
	second := paxos.Ballot{Round: 1, Proposer: 2}
	red, blue := paxos.Value{{ID: 1, Token: 100}}, paxos.Value{{ID: 2, Token: 200}}

	for i := range acceptors {
		acceptors[i].Prepare(first, 0)
	}
	acceptors[0].Accept(paxos.Entry{Ballot: first, Value: red})

	p := paxos.Proposal{Ballot: second}
	for i := range acceptors[:2] {
		accepted, _ := acceptors[i].Prepare(second, 0)
		p.Promised(net.ID(i), accepted)
	}
	fmt.Println("the first goes on:", acceptors[1].Accept(paxos.Entry{Ballot: first, Value: red}))
	fmt.Println("the second proposes", p.Value(0, blue)[0].Token)
	// Output:
	// the first goes on: false
	// the second proposes 100
}
