package emergent

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What members ask each other, besides what they claim.
type (
	joining struct{ life int64 } // an instance wants to be a member; answered by the view that has it
	telling struct{ View }       // the leader's new view
	copying struct {             // for a backup to hold
		cells map[int64]Cell
		done  map[Write]bool
	}
)

// A member is the shell around the machine and the store of one instance, as long
// as its node lives.
type member struct {
	site    patterns.Site
	config  *Config
	machine *Machine
	store   *Store
	truth   *truth
	born    int      // which of all lives, from 0
	leading bool     // as was told last
	backed  []Member // whose backups have a copy
	asked   uint64
}

func newMember(s patterns.Site, c *Config) *member {
	t := s.Account(newTruth).(*truth)
	m := &member{
		site: s, config: c, machine: New(s.World().Now(), s.Node.ID(), len(s.Peers), *c), store: NewStore(),
		truth: t, born: len(t.members),
	}
	for _, other := range t.members {
		m.born = max(m.born, other.born+1)
	}
	t.members = append(t.members, m)
	s.Node.HandleQuery(s.Name, m.answer)
	return m
}

// run is the life of a member: it seeks a group, and then keeps an eye on it.
func (m *member) run(p *sim.Proc, _ *nodes.Node) {
	for {
		if !m.machine.Joined() {
			m.seek(p)
		} else {
			m.watch(p.Now())
			m.lookUp()
			m.greet()
		}
		p.Sleep(m.config.Heartbeat)
	}
}

// greet tells all instances that this one lives.
func (m *member) greet() {
	for _, to := range m.site.Peers {
		if to != m.site.Node.ID() {
			m.ask(to, m.machine.Claim(to, 0), func(answer any, err error) {
				if c, ok := answer.(Claim); ok && err == nil {
					m.hear(c)
				}
			})
		}
	}
}

// hear takes in what another says of itself, and helps it if its view is old.
func (m *member) hear(c Claim) {
	if m.machine.Heard(m.site.World().Now(), c) {
		m.leave(Merged)
	}
	m.settle()
	if v := m.machine.View(); m.machine.Leads() && c.Joined && c.Version < v.Version {
		if them, ok := v.Of(c.From); ok && them.Number == c.Number {
			m.ask(c.From, telling{v}, func(any, error) {})
		}
	}
}

func (m *member) answer(q *nodes.Query) {
	switch ask := q.Body.(type) {
	case Claim:
		m.hear(ask)
		q.Reply(m.machine.Claim(ask.From, ask.Number), 64, nil)
	case joining:
		m.admit(q, ask.life)
	case telling:
		m.adopt(ask.View)
		q.Reply(m.machine.Claim(q.From, 0), 64, nil)
	case copying:
		for item, c := range sorted(ask.cells) {
			m.store.Merge(item, c)
		}
		m.store.Done(ask.done)
		q.Reply(nil, 0, nil)
	case request:
		m.site.Go(func(p *sim.Proc) {
			found, err := m.lead(p, ask)
			q.Reply(found, 16, err)
		})
	}
}

// seek looks for a group and joins it or, if all whom it reaches look for one too
// and it is the first of them, founds one.
func (m *member) seek(p *sim.Proc) {
	self := m.site.Node.ID()
	var claims []Claim
	m.poll(p, m.site.Peers, func(to net.ID) any { return m.machine.Claim(to, 0) }, func(answer any) {
		claims = append(claims, answer.(Claim))
	})
	var best Claim
	first := true
	for _, c := range claims {
		first = first && !c.Joined && self < c.From
		if c.Joined && (best.Size == 0 || rank(best.Size, c.Size, best.Leader, c.Leader) > 0) {
			best = c
		}
	}
	switch {
	case m.machine.Joined(): // meanwhile
	case best.Size > 0:
		m.poll(p, []net.ID{best.Leader.ID}, func(net.ID) any { return joining{m.machine.life} }, func(answer any) { m.adopt(answer.(View)) })
	case first && len(claims)+1 >= m.config.founders(len(m.site.Peers)):
		m.adopt(Found(self, m.machine.life))
	}
}

// poll asks several instances, but not this one, and waits for their answers.
func (m *member) poll(p *sim.Proc, to []net.ID, body func(net.ID) any, good func(answer any)) {
	under := 0
	for _, id := range to {
		if id == m.site.Node.ID() {
			continue
		}
		under++
		m.ask(id, body(id), func(answer any, err error) {
			under--
			if err == nil {
				good(answer)
			}
			p.Wake()
		})
	}
	for under > 0 {
		p.Park()
	}
}

// admit makes an instance a member, unless all do not know yet of the last that
// joined. Before it learns its number all others have learnt that it is given, so that
// nobody gives it again.
func (m *member) admit(q *nodes.Query, life int64) {
	v := m.machine.View()
	if !m.machine.Leads() || v.Joining && v.Members[len(v.Members)-1].ID != q.From {
		q.Reply(nil, 0, ErrNoLeader)
		return
	}
	v = v.With(q.From, life)
	m.adopt(v)
	m.site.Go(func(p *sim.Proc) {
		m.poll(p, others(v, q.From), func(net.ID) any { return telling{v} }, func(answer any) { m.hear(answer.(Claim)) })
		m.settle()
		if now := m.machine.View(); m.machine.Leads() {
			v = now
		}
		q.Reply(v, 64, nil)
	})
}

// settle tells all that the youngest counts, once they know it.
func (m *member) settle() {
	if v, ok := m.machine.Settle(); ok {
		m.adopt(v)
		m.tell(v)
	}
}

// tell tells the others the leader's new view.
func (m *member) tell(v View) {
	for _, to := range others(v, m.site.Node.ID()) {
		m.ask(to, telling{v}, func(any, error) {})
	}
}

// others returns the instances of a view but one.
func others(v View, but net.ID) (ids []net.ID) {
	for _, x := range v.Members {
		if x.ID != but {
			ids = append(ids, x.ID)
		}
	}
	return ids
}

func (m *member) adopt(v View) {
	before := m.machine.View()
	if !m.machine.Adopt(m.site.World().Now(), v) {
		return
	}
	if me, _ := v.Of(m.site.Node.ID()); len(before.Members) == 0 {
		m.emit(Joined, me.Number, 0)
	}
	m.lookUp()
}

// watch looks who is gone, and draws the consequence.
func (m *member) watch(now sim.Time) {
	switch verdict, gone := m.machine.Tick(now); verdict {
	case Go:
		m.leave(Downed)
	case Remove:
		m.emit(Removed, int64(len(gone)), 0)
		v := m.machine.View().Without(gone...)
		m.adopt(v)
		m.tell(v)
	}
}

// leave ends this membership; what it knew is forgotten.
func (m *member) leave(why *sim.Kind) {
	m.emit(why, int64(len(m.machine.View().Members)), 0)
	m.truth.leave(m)
	m.machine.Leave(m.site.World().Now())
	m.store = NewStore()
	m.backed = nil
	m.lookUp()
}

// lookUp tells whether the member leads, if that has changed, and gives new
// backups a copy.
func (m *member) lookUp() {
	leads := m.machine.Leads()
	if leads != m.leading {
		m.leading = leads
		m.emit(Led, sim.Flag(leads), 0)
	}
	if leads {
		m.backUp()
	}
}

// ask asks another instance, as patiently as the configuration says: twice as
// long where that one asks others first.
func (m *member) ask(to net.ID, body any, done func(answer any, err error)) {
	m.asked++
	a := net.Ask{Key: m.site.Key().Mix(uint64(m.machine.life)).Mix(m.asked), Size: 64, Timeout: m.config.Patience, Body: body}
	switch body.(type) {
	case joining, request:
		a.Timeout *= 2
	}
	m.site.Node.Ask(to, m.site.Name, a, done)
}

func (m *member) emit(k *sim.Kind, value, extra int64) {
	m.site.Owner.Emit(sim.Fact{Kind: k, Value: value, Extra: extra})
}
