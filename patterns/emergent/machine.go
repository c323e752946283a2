package emergent

import (
	"wavetank/net"
	"wavetank/patterns"
	"wavetank/sim"
)

// A Claim is what a member says of itself with each sign of life.
type Claim struct {
	From    net.ID
	Life    int64
	Joined  bool
	Number  int64
	Leader  Member
	Size    int // of its view
	Version int64
	Knows   bool // its view has whom it speaks to, with the right number
}

// A Machine is what one instance knows of its group. It is pure: it is told the
// time and what it hears.
//
//	          found or join                 removed, outnumbered, on the wrong side
//	OUTSIDE ────────────────► MEMBER ─────────────────────────────────────► OUTSIDE
//	                          │    ▲
//	                          └────┘ a view: someone joined, or was removed
type Machine struct {
	self      net.ID
	config    Config
	instances int
	life      int64 // when it began
	view      View  // none outside
	heard     map[net.ID]*patterns.Heartbeat
	told      map[net.ID]int64 // the version of the leader's view that another has
	missed    sim.Time         // since when somebody is gone; Forever if nobody is
}

// New returns the machine of an instance that boots now and is in no group.
func New(now sim.Time, self net.ID, instances int, c Config) *Machine {
	m := &Machine{self: self, config: c, instances: instances}
	m.Leave(now)
	return m
}

// View returns the present view.
func (m *Machine) View() View { return m.view }

// Joined reports whether the instance is a member.
func (m *Machine) Joined() bool { return len(m.view.Members) > 0 }

// Leads reports whether the instance is the leader, as far as it knows.
func (m *Machine) Leads() bool { return m.view.Leads(m.self) }

// Leave ends the membership: what comes next is another life.
func (m *Machine) Leave(now sim.Time) {
	m.life = max(m.life+1, int64(now))
	m.view, m.missed = View{}, sim.Forever
	m.heard, m.told = make(map[net.ID]*patterns.Heartbeat), make(map[net.ID]int64)
}

// Adopt takes over a view, if it has the instance and is newer. One that makes it
// a member comes from the leader who let it join.
func (m *Machine) Adopt(now sim.Time, v View) bool {
	me, ok := v.Of(m.self)
	mine, was := m.view.Of(m.self)
	if !ok || me.Life != m.life || was && (me.Number != mine.Number || v.Version <= m.view.Version) {
		return false
	}
	before := m.view
	m.view = v
	for _, x := range v.Members {
		if old, _ := before.Of(x.ID); old != x {
			m.heard[x.ID] = &patterns.Heartbeat{Timeout: m.config.Suspect}
			m.heard[x.ID].Heard(now)
		}
	}
	return true
}

// Claim returns what the instance says to another.
func (m *Machine) Claim(to net.ID, number int64) Claim {
	me, ok := m.view.Of(m.self)
	leader, _ := m.view.Leader()
	them, known := m.view.Of(to)
	return Claim{
		From: m.self, Life: m.life, Joined: ok, Number: me.Number, Leader: leader, Size: len(m.view.Members),
		Version: m.view.Version, Knows: known && (number == 0 || them.Number == number),
	}
}

// Heard takes in a sign of life and reports whether the instance must leave: it
// was removed while it was silent, or is in the lesser of two groups.
func (m *Machine) Heard(now sim.Time, c Claim) (leave bool) {
	them, known := m.view.Of(c.From)
	switch {
	case !m.Joined():
		return false
	case known && c.Life < them.Life, known && !c.Joined && c.Life == them.Life:
		return false // it was said before it joined
	case known && c.Life > them.Life:
		m.heard[c.From] = &patterns.Heartbeat{} // it lives another life: this one is over
		m.heard[c.From].Heard(now)
		return c.Joined && !c.Knows && c.Version > m.view.Version
	case known && c.Knows:
		m.heard[c.From].Heard(now)
		if leader, _ := m.view.Leader(); c.Leader == leader {
			m.told[c.From] = c.Version
		}
	case known:
		return c.Version > m.view.Version && c.Size > 1
	case c.Joined && !c.Knows:
		leader, _ := m.view.Leader()
		return rank(len(m.view.Members), c.Size, leader, c.Leader) > 0
	}
	return false
}

// Settle returns the view in which the youngest counts, once the leader knows that
// all others have the view with which it came.
func (m *Machine) Settle() (v View, ok bool) {
	if !m.Leads() || !m.view.Joining {
		return View{}, false
	}
	for _, x := range m.view.older() {
		if x.ID != m.self && m.told[x.ID] < m.view.Version {
			return View{}, false
		}
	}
	return m.view.Settled(), true
}

// A Verdict is what time has brought.
type Verdict uint8

const (
	Fine   Verdict = iota
	Remove         // the instance leads those that are left: the view without Gone
	Go             // it is on the wrong side of a split
)

// Tick looks who is gone and, under the rule of split brains, what that means.
// Only the oldest of those who are here removes others.
func (m *Machine) Tick(now sim.Time) (v Verdict, gone []net.ID) {
	var here []net.ID
	for _, x := range m.view.Members {
		if x.ID != m.self && now >= m.heard[x.ID].SuspectAt() {
			gone = append(gone, x.ID)
		} else {
			here = append(here, x.ID)
		}
	}
	if len(gone) == 0 {
		m.missed = sim.Forever
		return Fine, nil
	}
	m.missed = min(m.missed, now)
	switch {
	case !m.config.Stays(m.view, here, m.instances):
		return Go, gone
	case here[0] != m.self, m.config.SplitBrain != "none" && now.Sub(m.missed) < m.config.Margin:
		return Fine, nil
	}
	return Remove, gone
}
