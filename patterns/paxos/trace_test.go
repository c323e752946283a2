package paxos

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wavetank/net"
	"wavetank/sim/script"
)

// TestTraces plays the golden traces of testdata. Acceptors are numbers, proposers
// are letters; a value is one word, and a ballot is written round.proposer.
//
//	acceptors 3
//	propose A round 1 value x         A wants x chosen; slots 0 to 2: "value x y z"
//	prepare A → 0 1                   its first phase reaches 0 and 1, and the answers A
//	accept A → 0 1 slot 0             its second phase; without a slot it is slot 0
//	crash 1                           loses its memory, and reads its journal
func TestTraces(t *testing.T) {
	script.Play(t, "testdata/traces", func(t *testing.T) func(string) string {
		return (&parliament{t: t, proposers: make(map[string]*candidate)}).do
	})
}

// A parliament is acceptors, and proposers that reach them when the script says so.
type parliament struct {
	t         *testing.T
	acceptors []replica
	proposers map[string]*candidate
	words     []string // that tokens stand for, from 1
	chosen    map[int64]Value
	said      strings.Builder
}

// A candidate is a proposer.
type candidate struct {
	Proposal
	own      []Value // by slot
	accepted map[int64][]net.ID
}

func (p *parliament) do(command string) string {
	p.said.Reset()
	words := strings.Fields(command)
	switch words[0] {
	case "acceptors":
		p.acceptors, p.chosen = make([]replica, p.number(words[1])), make(map[int64]Value)
	case "propose":
		c := &candidate{accepted: make(map[int64][]net.ID)}
		c.Ballot = Ballot{int64(p.number(words[3])), net.ID(words[1][0] - 'A')}
		for _, w := range words[5:] {
			c.own = append(c.own, p.value(w))
		}
		p.proposers[words[1]] = c
	case "prepare":
		for _, w := range words[3:] {
			p.prepare(words[1], p.number(w))
		}
	case "accept":
		to, slot := words[3:], 0
		if i := slices.Index(to, "slot"); i >= 0 {
			to, slot = to[:i], p.number(to[i+1])
		}
		for _, w := range to {
			p.accept(words[1], p.number(w), int64(slot))
		}
	case "crash":
		i := p.number(words[1])
		p.acceptors[i].crash(mistake{})
		p.say("%d remembers that it promised %s, and accepted %s", i, p.ballot(p.acceptors[i].Promised), p.entries(p.acceptors[i].accepted))
	default:
		p.t.Fatalf("there is no command %q", command)
	}
	return p.said.String()
}

// prepare is the first phase of a proposer at one acceptor.
func (p *parliament) prepare(name string, i int) {
	c, r := p.proposers[name], &p.acceptors[i]
	accepted, ok := r.Prepare(c.Ballot, 0)
	if !ok {
		p.say("%d refuses %s: it promised %s", i, p.ballot(c.Ballot), p.ballot(r.Promised))
		return
	}
	r.journal = append(r.journal, encodePromise(c.Ballot))
	p.say("%d promises %s, and has accepted %s", i, p.ballot(c.Ballot), p.entries(accepted))
	if c.Promised(net.ID(i), accepted) != p.majority() {
		return
	}
	for slot := range max(int64(len(c.own)), c.Last()+1) {
		v := c.Value(slot, c.wants(slot))
		p.say("%s has a majority, and must propose %s in slot %d", name, p.word(v), slot)
	}
}

// accept is the second phase of a proposer at one acceptor.
func (p *parliament) accept(name string, i int, slot int64) {
	c, r := p.proposers[name], &p.acceptors[i]
	if len(c.promise) < p.majority() {
		p.t.Fatalf("%s has no majority of promises", name)
	}
	e := Entry{slot, c.Ballot, c.Value(slot, c.wants(slot))}
	if !r.Accept(e) {
		p.say("%d refuses %s: it promised %s", i, p.ballot(c.Ballot), p.ballot(r.Promised))
		return
	}
	r.journal = append(r.journal, encodeEntry(e))
	p.say("%d accepts %s in slot %d from %s", i, p.word(e.Value), slot, p.ballot(c.Ballot))
	if c.accepted[slot] = append(c.accepted[slot], net.ID(i)); len(c.accepted[slot]) != p.majority() {
		return
	}
	if was, known := p.chosen[slot]; known && !slices.Equal(was, e.Value) {
		p.t.Fatalf("slot %d was chosen to be %s, and then %s", slot, p.word(was), p.word(e.Value))
	}
	p.chosen[slot] = e.Value
	p.say("%s is chosen in slot %d", p.word(e.Value), slot)
}

// wants returns a proposer's own value, which is none beyond those it has.
func (c *candidate) wants(slot int64) Value {
	if slot < int64(len(c.own)) {
		return c.own[slot]
	}
	return nil
}

func (p *parliament) majority() int { return len(p.acceptors)/2 + 1 }

func (p *parliament) say(format string, args ...any) { fmt.Fprintf(&p.said, format+"\n", args...) }

func (p *parliament) number(word string) int {
	n, err := strconv.Atoi(word)
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

func (p *parliament) value(word string) Value {
	i := slices.Index(p.words, word)
	if i < 0 {
		i = len(p.words)
		p.words = append(p.words, word)
	}
	return Value{{Token: int64(i + 1)}}
}

func (p *parliament) word(v Value) string {
	if len(v) == 0 {
		return "nothing"
	}
	return p.words[v[0].Token-1]
}

func (p *parliament) ballot(b Ballot) string {
	if b.Round == 0 {
		return "nothing"
	}
	return fmt.Sprintf("%d.%c", b.Round, 'A'+b.Proposer)
}

func (p *parliament) entries(all []Entry) string {
	var each []string
	for _, e := range all {
		if e.Ballot.Round > 0 {
			each = append(each, fmt.Sprintf("%s of %s in slot %d", p.word(e.Value), p.ballot(e.Ballot), e.Slot))
		}
	}
	if each == nil {
		return "nothing"
	}
	return strings.Join(each, ", ")
}
