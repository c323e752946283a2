package paxos

import (
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// run is the life of a member's proposer.
func (m *member) run(p *sim.Proc, _ *nodes.Node) {
	m.proc = p
	m.heard = p.Now()
	for {
		switch {
		case m.config.Style == "single":
			for len(m.wanted) == 0 {
				p.Park()
			}
			m.single(p)
		case m.leading:
			m.lead(p)
		default:
			m.await(p)
		}
	}
}

// single has a decree chosen, with both phases, and backs off if it loses. Decrees
// that may have been chosen already it has chosen together: what was promised holds
// for all slots.
func (m *member) single(p *sim.Proc) {
	slot := m.log.Next()
	proposal := m.prepare(p, slot)
	if proposal != nil && m.log.Next() == slot && m.accept(p, proposal.Ballot, slot, proposal.Open(slot, m.batch())) {
		m.duels = 0
		return
	}
	if m.log.Next() == slot { // nobody else had it chosen either
		m.duels++
		p.Sleep(m.pause())
	}
}

// await waits for a sign of the leader and, without one, takes over.
func (m *member) await(p *sim.Proc) {
	p.Sleep(m.config.Election + m.luck.Between(0, m.config.Election))
	if p.Now().Sub(m.heard) < m.config.Election {
		return
	}
	m.known = false
	proposal := m.prepare(p, m.log.Next())
	if proposal == nil {
		return
	}
	m.leading, m.ballot = true, proposal.Ballot
	m.emit(Led, 1, proposal.Ballot.Round)
	if slot := m.log.Next(); slot <= proposal.Last() {
		m.leading = m.accept(p, m.ballot, slot, proposal.Open(slot, nil))
		m.resign()
	}
}

// lead has what is wanted chosen, with the second phase alone, and tells that it
// lives.
func (m *member) lead(p *sim.Proc) {
	if len(m.wanted) > 0 {
		m.leading = m.accept(p, m.ballot, m.log.Next(), []Value{m.batch()})
		m.resign()
		return
	}
	for _, to := range m.site.Peers {
		if to != m.site.Node.ID() {
			m.ask(to, beat{m.ballot, m.log.Next()}, func(answer any, err error) {
				if v, ok := answer.(vote); ok && err == nil && !v.ok {
					m.round = max(m.round, v.promised.Round)
					if m.leading && m.ballot.Compare(v.promised) < 0 {
						m.leading = false
						m.resign()
					}
				}
			})
		}
	}
	p.ParkFor(m.config.Heartbeat)
}

// resign tells that the member leads no more, if it does not.
func (m *member) resign() {
	if !m.leading && m.ballot.Round > 0 {
		m.emit(Led, 0, m.ballot.Round)
		m.ballot, m.heard = Ballot{}, m.site.World().Now()
	}
}

// batch returns what is to be proposed next.
func (m *member) batch() Value {
	return slices.Clone(m.wanted[:min(len(m.wanted), m.config.Batch)])
}

// prepare is the first phase, from a slot on. It returns nil if the ballot lost, or
// too few promised in time.
func (m *member) prepare(p *sim.Proc, from int64) *Proposal {
	m.round++
	proposal := &Proposal{Ballot: Ballot{m.round, m.site.Node.ID()}, From: from}
	m.emit(Proposed, m.round, from)
	ok := m.poll(p, proposal.Ballot, prepare{proposal.Ballot, from}, func(from net.ID, v vote) int {
		return proposal.Promised(from, v.accepted)
	})
	if !ok {
		return nil
	}
	return proposal
}

// accept is the second phase, of that slot and those after it, in one message. It
// reports whether the values were chosen, and has all members learn that they were.
func (m *member) accept(p *sim.Proc, b Ballot, slot int64, values []Value) bool {
	accepted := 0
	if !m.poll(p, b, accept{b, slot, values}, func(net.ID, vote) int { accepted++; return accepted }) {
		return false
	}
	for i, v := range values {
		if slot := slot + int64(i); !m.truth.knows(slot) {
			m.emit(Chosen, slot, int64(len(v)))
		}
	}
	m.learn(m.site.Node.ID(), learn{slot, values})
	for _, to := range m.site.Peers {
		if to != m.site.Node.ID() {
			m.ask(to, learn{slot, values}, func(any, error) {})
		}
	}
	return true
}

// poll asks all acceptors and waits until a majority has agreed, as good counts
// them, or one knows of a higher ballot, or all have answered that will.
func (m *member) poll(p *sim.Proc, b Ballot, body any, good func(net.ID, vote) int) bool {
	majority, agreed, under, beaten := len(m.site.Peers)/2+1, 0, 0, false
	heard := func(from net.ID, v vote, err error) {
		under--
		switch {
		case err != nil:
		case v.ok:
			agreed = good(from, v)
		default:
			m.round = max(m.round, v.promised.Round)
			beaten = true
		}
		if err == nil {
			m.catchUp(from, v.next)
		}
		p.Wake()
	}
	self := m.site.Node.ID()
	for _, to := range m.site.Peers {
		under++
		if to != self {
			m.ask(to, body, func(answer any, err error) {
				v, _ := answer.(vote)
				heard(to, v, err)
			})
		}
	}
	v, err := m.vote(p, body)
	heard(self, v, err)
	for agreed < majority && under > 0 && !beaten {
		p.Park()
	}
	if agreed < majority && beaten {
		m.emit(Preempted, b.Round, 0)
	}
	return agreed >= majority
}
