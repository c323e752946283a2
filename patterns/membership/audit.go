package membership

import (
	"slices"

	"wavetank/net"
	"wavetank/patterns"
	"wavetank/sim"
)

// An audit knows who is up and who is not: the truth, which no member knows.
type audit struct {
	world    *sim.World
	net      *net.Network
	group    string     // "" is not known yet
	owner    *sim.Owner // the group's
	peers    []net.ID
	lives    []life
	registry *member // that is no member of the group; nil if there is none, or it is down
}

// A life is what is true of a member.
type life struct {
	member  *member // nil if it is down
	fell    sim.Time
	noticed bool // by somebody, that it is down
	agreed  bool // and by all
}

// The books are the audits of all groups that the pattern lies on.
type books struct{ audits []*audit }

// auditOf returns the audit of the group that a member or a client is of. A registry
// apart, which may come before any member, has that of the first group.
func auditOf(s patterns.Site, apart bool) *audit {
	b := s.Account(func() any { return new(books) }).(*books)
	group := s.Net.Name(s.Peers[0])
	for _, a := range b.audits {
		if apart || a.group == "" || a.group == group {
			if !apart {
				a.group = group
			}
			return a
		}
	}
	a := &audit{world: s.World(), net: s.Net}
	if !apart {
		a.group = group
	}
	b.audits = append(b.audits, a)
	return a
}

// rise takes note of a member that boots.
func (a *audit) rise(m *member) {
	if m.number == apart {
		a.registry = m
		return
	}
	if a.lives == nil {
		a.owner = a.world.Owner(m.site.Group)
		a.peers = m.peers
		a.lives = make([]life, len(a.peers))
	}
	a.lives[m.number] = life{member: m}
}

// fall takes note of a member whose node has crashed.
func (a *audit) fall(m *member) {
	if m.number == apart {
		a.registry = nil
		return
	}
	a.lives[m.number] = life{fell: a.world.Now()}
}

func (a *audit) up(number int32) bool { return a.lives[number].member != nil }

// downAt reports whether the instance there is known to be down.
func (a *audit) downAt(id net.ID) bool {
	i := slices.Index(a.peers, id)
	return i >= 0 && !a.up(int32(i))
}

// judge says what is to be thought of a change of belief.
func (a *audit) judge(m *member, c Change) {
	if int(c.Member) >= len(a.lives) {
		return // it registers another group, too
	}
	own := int(c.Member) == m.number
	f := sim.Fact{Peer: a.ownerOf(c.Member), Value: c.Incarnation}
	switch {
	case own && c.Status == Alive:
		f.Kind = Refuted
	case own:
		return
	case c.Status == Suspect && c.Was.Status != Suspect:
		f.Kind = Suspected
	case c.Status == Alive && !c.Was.here():
		f.Kind = Joined
	case c.Status == Left:
		f.Kind = Departed
	case c.Status == Dead && a.up(c.Member):
		f.Kind = Wronged
	case c.Status == Dead:
		f.Kind, f.Value = Died, int64(a.world.Now().Sub(a.lives[c.Member].fell))
	}
	if f.Kind != nil {
		m.site.Owner.Emit(f)
	}
	if over, known := m.buried[c.Member]; known && c.here() && !c.Was.here() && c.Incarnation <= over && !a.up(c.Member) {
		m.site.Owner.Emit(sim.Fact{Kind: Resurrected, Peer: f.Peer, Value: c.Incarnation})
	}
	if c.gone() {
		m.buried[c.Member] = c.Incarnation
	}
	if c.Status == Dead && !a.up(c.Member) {
		a.notice(c.Member)
	}
}

// notice takes note that somebody takes a member for dead that is down.
func (a *audit) notice(number int32) {
	l := &a.lives[number]
	age := a.world.Now().Sub(l.fell)
	if !l.noticed {
		l.noticed = true
		a.owner.Emit(sim.Fact{Kind: Detected, Peer: a.ownerOf(number)})
		a.owner.Emit(sim.Fact{Kind: Detection, Value: int64(age)})
	}
	if !l.agreed && a.unanimous(number) {
		l.agreed = true
		a.owner.Emit(sim.Fact{Kind: Agreed, Peer: a.ownerOf(number)})
		a.owner.Emit(sim.Fact{Kind: Agreement, Value: int64(age)})
	}
}

// unanimous reports whether all who keep watch take a member for gone.
func (a *audit) unanimous(number int32) bool {
	gone := func(m *member) bool { return m == nil || !m.watches || m.Of(int(number)).gone() }
	for i := range a.lives {
		if !gone(a.lives[i].member) {
			return false
		}
	}
	return gone(a.registry)
}

func (a *audit) ownerOf(number int32) *sim.Owner { return a.net.Owner(a.peers[number]) }
