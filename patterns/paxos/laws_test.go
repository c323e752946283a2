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
	forgetsWrites   bool // all but the last sixteen
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

// A council is acceptors and proposers, with a mistake.
type council struct {
	mistake
	acceptors []replica
	quorum    int
	proposers []*proposer
	chosen    Value
}

// reach lets a proposer's message of its present phase, and the answer, come through.
func (c *council) reach(t *rapid.T, id net.ID, p *proposer) {
	r := &c.acceptors[id]
	if !p.asked {
		accepted, ok := r.Prepare(p.Ballot, 0)
		if !ok {
			return
		}
		r.journal = append(r.journal, encodePromise(p.Ballot))
		if c.lowest && len(p.adopted) > 0 {
			accepted = nil
		}
		if p.Promised(id, accepted) >= c.quorum {
			p.asked, p.value = true, p.Value(0, p.own)
			if c.ownValue {
				p.value = p.own
			}
		}
		return
	}
	e := Entry{0, p.Ballot, p.value}
	if c.acceptsBelow {
		r.Promised = Ballot{}
	}
	if !r.Accept(e) {
		return
	}
	r.journal = append(r.journal, encodeEntry(e))
	if !slices.Contains(p.accepted, id) {
		p.accepted = append(p.accepted, id)
	}
	if len(p.accepted) < c.quorum {
		return
	}
	if c.chosen != nil && !slices.Equal(c.chosen, p.value) {
		t.Fatalf("%v was chosen, and then %v", c.chosen, p.value)
	}
	c.chosen = p.value
}

// propose begins an attempt.
func (c *council) propose(t *rapid.T) {
	n := int64(len(c.proposers) + 1)
	p := &proposer{own: Value{{Token: n}}}
	p.Ballot = Ballot{Round: rapid.Int64Range(1, 6).Draw(t, "round"), Proposer: net.ID(n)}
	if c.sharesBallots {
		p.Ballot.Proposer = 1
	}
	c.proposers = append(c.proposers, p)
}

// agreement is the law of Paxos: however messages are lost, late and repeated, and
// whoever crashes, two proposers never find different values chosen.
func agreement(t *rapid.T, x mistake) {
	c := &council{mistake: x, acceptors: make([]replica, rapid.SampledFrom([]int{3, 4, 5}).Draw(t, "acceptors"))}
	n := len(c.acceptors)
	c.quorum = n/2 + 1
	if x.smallQuorum {
		c.quorum = (n + 1) / 2
	}
	t.Repeat(map[string]func(*rapid.T){
		"propose": c.propose,
		"deliver": func(t *rapid.T) {
			if len(c.proposers) > 0 {
				id := rapid.IntRange(0, n-1).Draw(t, "acceptor")
				c.reach(t, net.ID(id), rapid.SampledFrom(c.proposers).Draw(t, "proposer"))
			}
		},
		"run": func(t *rapid.T) { // a proposer reaches many in a row
			if len(c.proposers) > 0 {
				p := rapid.SampledFrom(c.proposers).Draw(t, "proposer")
				first := rapid.IntRange(0, n-1).Draw(t, "first")
				for i := range rapid.IntRange(1, 2*c.quorum).Draw(t, "deliveries") {
					c.reach(t, net.ID((first+i)%n), p)
				}
			}
		},
		"crash": func(t *rapid.T) { c.acceptors[rapid.IntRange(0, n-1).Draw(t, "acceptor")].crash(x) },
		"":      func(*rapid.T) {},
	})
}

// once is the law of the log: a write that is chosen again is not carried out again,
// however many lie between.
func once(t *rapid.T, x mistake) {
	l, last := NewLog(), make(map[int64]int64)
	var writes []write
	for slot := range rapid.Int64Range(1, 60).Draw(t, "slots") {
		w := write{rapid.Int64Range(0, 1).Draw(t, "item"), slot + 1}
		if again := rapid.IntRange(0, len(writes)+2).Draw(t, "again"); again < len(writes) {
			w = writes[again]
		} else {
			last[w.item] = w.token
			writes = append(writes, w)
		}
		l.Learn(slot, Value{{Item: w.item, Token: w.token}}, func(_ Command, found int64) {
			if found != last[w.item] {
				t.Fatalf("write %d of item %d leaves %d, and the last new one was %d", w.token, w.item, found, last[w.item])
			}
		})
		if x.forgetsWrites {
			for _, old := range writes[:max(0, len(writes)-16)] {
				delete(l.done, old)
			}
		}
	}
}

func TestLaws(t *testing.T) {
	property.Suite[mistake]{
		Laws: []property.Law[mistake]{
			{"what was chosen never changes", agreement},
			{"a write happens once", once},
		},
		Mutants: []property.Mutant[mistake]{
			{"a promise is not persisted", "what was chosen never changes", func(x *mistake) { x.forgetsPromise = true }},
			{"what was accepted is not persisted", "what was chosen never changes", func(x *mistake) { x.forgetsAccepted = true }},
			{"a proposer ignores what was accepted", "what was chosen never changes", func(x *mistake) { x.ownValue = true }},
			{"a proposer adopts what it heard of first", "what was chosen never changes", func(x *mistake) { x.lowest = true }},
			{"an acceptor accepts below its promise", "what was chosen never changes", func(x *mistake) { x.acceptsBelow = true }},
			{"half of the acceptors are a quorum", "what was chosen never changes", func(x *mistake) { x.smallQuorum = true }},
			{"two proposers have the same ballot", "what was chosen never changes", func(x *mistake) { x.sharesBallots = true }},
			{"the memory of writes is bounded", "a write happens once", func(x *mistake) { x.forgetsWrites = true }},
		},
		Times: 100, Tries: 400_000,
	}.Run(t)
}
