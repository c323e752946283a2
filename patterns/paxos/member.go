package paxos

import (
	"fmt"
	"slices"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What members ask each other.
type (
	prepare struct {
		Ballot
		from int64
	}
	accept struct {
		Ballot
		slot   int64 // of the first value
		values []Value
	}
	learn struct {
		slot   int64
		values []Value
	}
	missing struct{ from int64 } // answered by a learn
	beat    struct {
		Ballot
		next int64
	}
	forward struct{ Command } // to the leader; answered by what it found
)

// A vote is what an acceptor answers: whether it promised or accepted, and if not,
// to whom it has promised.
type vote struct {
	ok       bool
	promised Ballot
	accepted []Entry
	next     int64 // the first slot that the acceptor does not know
}

// A member is the shell around an acceptor, a log and a proposer, as long as its
// node lives.
type member struct {
	site     patterns.Site
	config   *Config
	acceptor Acceptor
	journal  *nodes.Journal
	log      *Log
	truth    *truth
	proc     *sim.Proc // that proposes
	wanted   Value     // commands to propose
	waiting  map[sim.Key]func(found int64)
	round    int64 // the highest that was seen
	ballot   Ballot
	leading  bool
	leader   net.ID // who was heard of last
	known    bool
	heard    sim.Time // of the leader
	duels    int      // lost in a row
	asked    uint64
	dead     bool // its process dies in this instant
	luck     *sim.Rand
}

// truth is what no member knows: what was chosen. It never changes, unless disks lose
// what was synced.
type truth struct{ chosen map[int64]Value }

func newTruth() any { return &truth{make(map[int64]Value)} }

// knows reports whether a value was chosen for a slot.
func (t *truth) knows(slot int64) bool {
	_, ok := t.chosen[slot]
	return ok
}

// choose notes that a value was chosen for a slot, and reports whether that is news
// which cannot be.
func (t *truth) choose(slot int64, v Value) (changed bool) {
	was, ok := t.chosen[slot]
	if !ok {
		t.chosen[slot] = v
	}
	return ok && !slices.Equal(was, v)
}

func newMember(s patterns.Site, c *Config) *member {
	m := &member{
		site: s, config: c, log: NewLog(), truth: s.Account(newTruth).(*truth),
		waiting: make(map[sim.Key]func(int64)), luck: s.World().Stream(s.Owner.Name() + " paxos " + s.Name),
	}
	journal, records := nodes.OpenJournal(s.Node, "paxos "+s.Name)
	m.journal = journal
	for _, r := range records {
		m.acceptor.recover(r)
	}
	m.round = m.acceptor.Promised.Round
	s.Node.HandleQuery(s.Name, m.answer)
	return m
}

func (m *member) answer(q *nodes.Query) {
	switch ask := q.Body.(type) {
	case learn:
		m.learn(q.From, ask)
		q.Reply(nil, 0, nil)
	case missing:
		q.Reply(learn{ask.from, m.log.From(ask.from, 256)}, 64, nil)
	case beat:
		q.Reply(m.hearBeat(q.From, ask), 16, nil)
	case forward:
		m.site.Go(func(p *sim.Proc) {
			found, err := m.choose(p, ask.Command)
			q.Reply(found, 16, err)
		})
	default:
		m.site.Go(func(p *sim.Proc) {
			v, err := m.vote(p, ask)
			q.Reply(v, 64, err)
		})
	}
}

// vote has the acceptor answer a proposer, in the process p: what it says is
// durable first.
func (m *member) vote(p *sim.Proc, ask any) (v vote, err error) {
	switch ask := ask.(type) {
	case prepare:
		if v.accepted, v.ok = m.acceptor.Prepare(ask.Ballot, ask.from); v.ok {
			err = m.journal.Append(p, encodePromise(ask.Ballot))
		}
	case accept:
		records := make([][]byte, len(ask.values))
		for i, value := range ask.values {
			e := Entry{ask.slot + int64(i), ask.Ballot, value}
			v.ok, records[i] = m.acceptor.Accept(e), encodeEntry(e)
		}
		if v.ok {
			m.follow(ask.Ballot)
			err = m.journal.Append(p, records...)
		}
	}
	m.round = max(m.round, m.acceptor.Promised.Round)
	v.promised, v.next = m.acceptor.Promised, m.log.Next()
	return v, err
}

// follow notes a sign of life of the leader.
func (m *member) follow(b Ballot) {
	m.leader, m.known, m.heard = b.Proposer, true, m.site.World().Now()
}

// hearBeat takes in a sign of life of a leader, unless a higher one is known.
func (m *member) hearBeat(from net.ID, b beat) vote {
	if b.Compare(m.acceptor.Promised) >= 0 {
		m.follow(b.Ballot)
	}
	m.catchUp(from, b.next)
	return vote{ok: b.Compare(m.acceptor.Promised) >= 0, promised: m.acceptor.Promised}
}

// catchUp asks another member for decrees that it knows and this one does not.
func (m *member) catchUp(from net.ID, next int64) {
	if next > m.log.Next() && from != m.site.Node.ID() {
		m.ask(from, missing{m.log.Next()}, func(answer any, err error) {
			if l, ok := answer.(learn); ok && err == nil && len(l.values) > 0 {
				m.learn(from, l)
				m.catchUp(from, next)
			}
		})
	}
}

// learn takes in decrees that were chosen, and answers those whose commands they
// hold.
func (m *member) learn(from net.ID, l learn) {
	if m.dead {
		return
	}
	for i, v := range l.values {
		slot := l.slot + int64(i)
		if m.truth.choose(slot, v) {
			m.emit(Changed, slot, 0)
		}
		if was, known := m.log.Known(slot); known && !slices.Equal(was, v) {
			m.dead = true
			m.site.Node.Die(fmt.Sprintf("paxos: slot %d was chosen to be %v, and then %v", slot, was, v))
			return
		}
		m.log.Learn(slot, v, func(c Command, found int64) {
			m.wanted = slices.DeleteFunc(m.wanted, func(x Command) bool { return x.ID == c.ID })
			if answer := m.waiting[c.ID]; answer != nil {
				answer(found)
			}
		})
	}
	m.catchUp(from, l.slot)
}

// decide has the group choose a command, and returns what it found: through the
// leader, or by proposing it.
func (m *member) decide(p *sim.Proc, c Command) (int64, error) {
	if m.config.Style == "single" || m.leading {
		return m.choose(p, c)
	}
	if !m.known || m.leader == m.site.Node.ID() {
		return 0, ErrUndecided
	}
	answer, err := m.site.Node.AskAndWait(p, m.leader, m.site.Name, m.question(forward{c}))
	if err != nil {
		return 0, fmt.Errorf("paxos: ask the leader: %w", ErrUndecided)
	}
	found, _ := answer.(int64)
	return found, nil
}

// choose hands a command to this member's proposer and waits until it was chosen.
func (m *member) choose(p *sim.Proc, c Command) (found int64, err error) {
	if m.config.Style == "multi" && !m.leading {
		return 0, ErrUndecided
	}
	chosen := false
	m.waiting[c.ID] = func(x int64) {
		found, chosen = x, true
		p.Wake()
	}
	m.wanted = append(m.wanted, c)
	defer func() {
		delete(m.waiting, c.ID)
		m.wanted = slices.DeleteFunc(m.wanted, func(x Command) bool { return x.ID == c.ID })
	}()
	if m.proc != nil { // it starts after the service
		m.proc.Wake()
	}
	for end := p.Now().Add(m.config.Limit); !chosen && p.Now() < end; {
		p.ParkFor(end.Sub(p.Now()))
	}
	if !chosen {
		return 0, ErrUndecided
	}
	return found, nil
}

// ask asks another member, as patiently as the configuration says.
func (m *member) ask(to net.ID, body any, done func(answer any, err error)) {
	m.site.Node.Ask(to, m.site.Name, m.question(body), done)
}

// question returns what a member asks another one.
func (m *member) question(body any) net.Ask {
	m.asked++
	key := m.site.Key().Mix(uint64(m.site.World().Now())).Mix(m.asked)
	a := net.Ask{Key: key, Size: 64, Timeout: m.config.Patience, Body: body}
	if _, ok := body.(forward); ok {
		a.Timeout = m.config.Limit
	}
	return a
}

func (m *member) emit(k *sim.Kind, value, extra int64) {
	m.site.Owner.Emit(sim.Fact{Kind: k, Value: value, Extra: extra})
}

// pause returns how long a proposer lets others go first after a lost duel.
func (m *member) pause() time.Duration {
	most := m.config.Backoff
	for i := 1; i < m.duels; i++ {
		next := min(2*most, m.config.BackoffMax)
		if next == most { // as after many duels, or without a backoff
			break
		}
		most = next
	}
	return m.luck.Between(0, most+1)
}
