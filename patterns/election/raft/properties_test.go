package raft

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/patterns/patternstest/twins"
)

func honest(m *Machine) subject { return m }

// drawWeather draws a group and a storm.
func drawWeather(t *rapid.T) (seed uint64, w weather) {
	chance := func(label string, most float64) float64 {
		if rapid.Bool().Draw(t, label) {
			return most * float64(rapid.IntRange(1, 10).Draw(t, label+" tenths")) / 10
		}
		return 0
	}
	c := Config{
		Members:     rapid.IntRange(1, 7).Draw(t, "members"),
		ElectionMin: 50 * time.Millisecond, ElectionMax: 100 * time.Millisecond, Heartbeat: 15 * time.Millisecond,
		PreVote: rapid.Bool().Draw(t, "pre-vote"), CheckQuorum: rapid.Bool().Draw(t, "check-quorum"),
		Batch: rapid.IntRange(1, 20).Draw(t, "batch"), Window: rapid.IntRange(1, 5).Draw(t, "window"),
	}
	if c.CheckQuorum && rapid.Bool().Draw(t, "lease") {
		c.Lease = 45 * time.Millisecond
	}
	return rapid.Uint64().Draw(t, "seed"), weather{
		config: c, steps: 1000,
		loss: chance("loss", .3), duplicate: chance("duplicate", .3),
		delay: rapid.IntRange(0, 40).Draw(t, "delay"), disk: rapid.IntRange(0, 10).Draw(t, "disk"),
		crash: chance("crash", .02), pause: chance("pause", .02), split: chance("split", .05),
		handing: chance("transfer", .02), compact: chance("compact", .05),
	}
}

// TestSafetyInStorms draws groups and storms: never two leaders in a term, never
// two votes, never a committed entry lost, never a stale read; and when the storm
// is over, progress.
func TestSafetyInStorms(t *testing.T) {
	elections, committed, reads := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		seed, w := drawWeather(t)
		k := newTank(seed, w, breed{make: honest})
		if err := k.run(); err != nil {
			t.Fatal(err)
		}
		elections, committed, reads = elections+k.elections, committed+len(k.committed), reads+k.served
	})
	t.Logf("%d elections, %d committed entries, %d reads", elections, committed, reads)
}

// A twin is a member with one mistake.
type twin struct {
	name  string
	breed breed
}

var broken = []twin{
	{name: "forgets its vote in a crash", breed: breed{honest, func(s State) State { s.Vote = None; return s }}},
	{name: "forgets its term and vote in a crash", breed: breed{honest, func(s State) State { s.Term, s.Vote = s.Term/2, None; return s }}},
	{name: "forgets its last entry in a crash", breed: breed{honest, func(s State) State {
		if n := len(s.Entries); n > 0 {
			s.Entries = s.Entries[:n-1]
		}
		return s
	}}},
	{name: "votes for a log that lacks entries", breed: breed{make: func(m *Machine) subject { return credulous{m} }}},
	{name: "counts its own copy before it is saved", breed: breed{make: func(m *Machine) subject { return hasty{m} }}},
	{name: "reads without asking a quorum", breed: breed{make: func(m *Machine) subject { return assured{m} }}},
	{name: "keeps its lease without a check of the quorum", breed: breed{make: func(m *Machine) subject {
		if m.config.Lease > 0 {
			m.config.Lease, m.config.CheckQuorum = 4*m.config.Lease, false
		}
		return m
	}}},
	{name: "starts its timer again on any message", breed: breed{make: func(m *Machine) subject { return patient{m} }}},
	{name: "leads with one vote less than a quorum", breed: breed{make: func(m *Machine) subject {
		m.quorum = max(1, m.quorum-1)
		return m
	}}},
	{name: "grants a second vote in a term", breed: breed{make: func(m *Machine) subject { return generous{m} }}},
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

func TestEveryTwinIsFoundOut(t *testing.T) {
	var brood twins.Brood
	for _, w := range broken {
		brood.Catch(t, w.name, 5000, func(t *rapid.T) {
			seed, weather := drawWeather(t)
			if err := newTank(seed, weather, w.breed).run(); err != nil {
				t.Fatal(err)
			}
		})
	}
	brood.Recorded(t)
}
