package raft

import "wavetank/nodes"

// Mutants are members with a mistake, for tests outside of the package.
var Mutants = struct {
	Credulous, CountsOld, Hasty, Assured, LongLease, Patient, FewVotes, Generous func(*Machine) Engine
}{
	Credulous: func(m *Machine) Engine { return credulous{m} },
	CountsOld: func(m *Machine) Engine { return countsOld{m} },
	Hasty:     func(m *Machine) Engine { return hasty{m} },
	Assured:   func(m *Machine) Engine { return assured{m} },
	LongLease: func(m *Machine) Engine {
		if m.config.Lease > 0 {
			m.config.Lease, m.config.CheckQuorum = 4*m.config.Lease, false
		}
		return m
	},
	Patient: func(m *Machine) Engine { return patient{m} },
	FewVotes: func(m *Machine) Engine {
		m.quorum = max(1, m.quorum-1)
		return m
	},
	Generous: func(m *Machine) Engine { return generous{m} },
}

// countsOld is a mutant that commits entries of earlier terms by counting.
type countsOld struct{ *Machine }

func (c countsOld) Take() Output {
	if c.role == Leader {
		c.commit = max(c.commit, c.agreed())
	}
	return c.Machine.Take()
}

type credulous struct{ *Machine }

func (c credulous) Receive(now nodes.Ticks, x Message) {
	if x.Kind == Vote || x.Kind == PreVote {
		x.LogTerm = 1 << 60
	}
	c.Machine.Receive(now, x)
}

type hasty struct{ *Machine }

func (h hasty) Take() Output {
	out := h.Machine.Take()
	if h.role == Leader {
		h.saved = h.log.last()
		h.advance()
	}
	return out
}

type assured struct{ *Machine }

func (a assured) Read(now nodes.Ticks, ticket uint64) bool {
	if a.role == Leader {
		a.out.Served = append(a.out.Served, Served{ticket, a.commit})
	}
	return a.role == Leader
}

type patient struct{ *Machine }

func (p patient) Receive(now nodes.Ticks, x Message) {
	p.Machine.Receive(now, x)
	if p.role != Leader {
		p.wind(now)
	}
}

type generous struct{ *Machine }

func (g generous) Receive(now nodes.Ticks, x Message) {
	if x.Kind == Vote && x.Term == g.term && g.role == Follower {
		g.vote, g.leader = None, None
	}
	g.Machine.Receive(now, x)
}
