package paxos

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/sim/property"
)

// A mistake is what a mutant does wrong. The zero mistake is none.
type mistake struct {
	forgetsPromise  bool // in a crash
	forgetsAccepted bool // in a crash
	ownValue        bool // is proposed, whatever was accepted
	lowest          bool // of the ballots that accepted is adopted
	acceptsBelow    bool // what was promised
	smallQuorum     bool // half of the acceptors do
	sharesBallots   bool // with other proposers
}

// A replica is an acceptor and what its disk holds.
type replica struct {
	Acceptor
	journal [][]byte
}

// crash loses the memory and reads the journal.
func (r *replica) crash(x mistake) {
	r.Acceptor = Acceptor{}
	for _, record := range r.journal {
		var one Acceptor
		one.recover(record)
		promise := len(one.accepted) == 0
		if !(x.forgetsPromise && promise || x.forgetsAccepted && !promise) {
			r.recover(record)
		}
	}
}

// A proposer is one attempt to have a value chosen.
type proposer struct {
	Proposal
	own, value Value
	asked      bool // for the second phase
	accepted   []net.ID
}

// agreement is the law of Paxos: however messages are lost, late and repeated, and
// whoever crashes, two proposers never find different values chosen.
func agreement(t *rapid.T, x mistake) {
	acceptors := make([]replica, rapid.SampledFrom([]int{3, 4, 5}).Draw(t, "acceptors"))
	quorum := len(acceptors)/2 + 1
	if x.smallQuorum {
		quorum = (len(acceptors) + 1) / 2
	}
	var proposers []*proposer
	var chosen Value
	step := func(r *replica, id net.ID, p *proposer) {
		if !p.asked {
			accepted, ok := r.Prepare(p.Ballot, 0)
			if !ok {
				return
			}
			r.journal = append(r.journal, encodePromise(p.Ballot))
			if x.lowest && len(p.adopted) > 0 {
				accepted = nil
			}
			if p.Promised(id, accepted) >= quorum {
				p.asked, p.value = true, p.Value(0, p.own)
				if x.ownValue {
					p.value = p.own
				}
			}
			return
		}
		e := Entry{0, p.Ballot, p.value}
		if x.acceptsBelow {
			r.Promised = Ballot{}
		}
		if !r.Accept(e) {
			return
		}
		r.journal = append(r.journal, encodeEntry(e))
		if !slices.Contains(p.accepted, id) {
			p.accepted = append(p.accepted, id)
		}
		if len(p.accepted) < quorum {
			return
		}
		if chosen != nil && !slices.Equal(chosen, p.value) {
			t.Fatalf("%v was chosen, and then %v", chosen, p.value)
		}
		chosen = p.value
	}
	t.Repeat(map[string]func(*rapid.T){
		"propose": func(t *rapid.T) {
			n := int64(len(proposers) + 1)
			p := &proposer{own: Value{{Token: n}}}
			p.Ballot = Ballot{Round: rapid.Int64Range(1, 6).Draw(t, "round"), Proposer: net.ID(n)}
			if x.sharesBallots {
				p.Ballot.Proposer = 1
			}
			proposers = append(proposers, p)
		},
		"deliver": func(t *rapid.T) {
			if len(proposers) > 0 {
				id := rapid.IntRange(0, len(acceptors)-1).Draw(t, "acceptor")
				step(&acceptors[id], net.ID(id), rapid.SampledFrom(proposers).Draw(t, "proposer"))
			}
		},
		"run": func(t *rapid.T) { // a proposer reaches many in a row
			if len(proposers) > 0 {
				p := rapid.SampledFrom(proposers).Draw(t, "proposer")
				first := rapid.IntRange(0, len(acceptors)-1).Draw(t, "first")
				for i := range rapid.IntRange(1, 2*quorum).Draw(t, "deliveries") {
					id := (first + i) % len(acceptors)
					step(&acceptors[id], net.ID(id), p)
				}
			}
		},
		"crash": func(t *rapid.T) {
			acceptors[rapid.IntRange(0, len(acceptors)-1).Draw(t, "acceptor")].crash(x)
		},
		"": func(*rapid.T) {},
	})
}

func TestLaws(t *testing.T) {
	property.Suite[mistake]{
		Laws: []property.Law[mistake]{{"what was chosen never changes", agreement}},
		Mutants: []property.Mutant[mistake]{
			{"a promise is not persisted", "", func(x *mistake) { x.forgetsPromise = true }},
			{"what was accepted is not persisted", "", func(x *mistake) { x.forgetsAccepted = true }},
			{"a proposer ignores what was accepted", "", func(x *mistake) { x.ownValue = true }},
			{"a proposer adopts what it heard of first", "", func(x *mistake) { x.lowest = true }},
			{"an acceptor accepts below its promise", "", func(x *mistake) { x.acceptsBelow = true }},
			{"half of the acceptors are a quorum", "", func(x *mistake) { x.smallQuorum = true }},
			{"two proposers have the same ballot", "", func(x *mistake) { x.sharesBallots = true }},
		},
		Times: 100, Tries: 400_000,
	}.Run(t)
}
