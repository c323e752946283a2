package membership

import (
	"slices"
	"time"

	"wavetank/sim"
	"wavetank/sim/property"
)

// mistaken makes members with a mistake, or that begin with one, or both.
func mistaken(with func(*Machine) actor, bent func(Config, int64) (Config, int64)) func(*maker) {
	return property.Instead[maker](func(c Config, self, members int, incarnation int64, now sim.Time, luck sim.Rand) actor {
		if bent != nil {
			c, incarnation = bent(c, incarnation)
		}
		m := New(c, self, members, incarnation, now, luck)
		if with == nil {
			return m
		}
		return with(m)
	})
}

// mutants are members with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[maker]{
	{"who is said to live does", "nobody rises from the dead in the same incarnation", mistaken(func(m *Machine) actor { return credulous{m} }, nil)},
	{"the dead are forgotten too soon", "nobody rises from the dead in the same incarnation", mistaken(nil, func(c Config, i int64) (Config, int64) { c.Forget = time.Second; return c, i })},
	{"it does not object", "in a calm the living see each other", mistaken(func(m *Machine) actor { return meek{m} }, nil)},
	{"it begins at zero again, and does not look higher", "in a calm the living see each other", mistaken(func(m *Machine) actor { return newborn{m} }, func(c Config, _ int64) (Config, int64) { return c, 0 })},
	{"nobody tries the dead", "in a calm the living see each other", mistaken(nil, func(c Config, i int64) (Config, int64) { c.Reconnect, c.GossipToTheDead = 0, 0; return c, i })},
	{"who is asked to probe says yes", "in a calm the crashed are gone for all", mistaken(func(m *Machine) actor { return liar{m} }, nil)},
	{"a suspicion begins anew whenever it is heard", "in a calm the crashed are gone for all", mistaken(func(m *Machine) actor { return dithering{m} }, nil)},
	{"it refutes for others", "only a member begins an incarnation of itself", mistaken(func(m *Machine) actor { return meddler{m} }, nil)},
	{"whom it probes is luck", "nobody is left out for longer than two rounds", mistaken(nil, func(c Config, i int64) (Config, int64) { c.Order = "random"; return c, i })},
	{"what it hears again is news again", "news is told a bounded number of times", mistaken(func(m *Machine) actor { return parrot{m} }, nil)},
	{"what came last counts", "it does not matter in what order claims come, nor how often", mistaken(func(m *Machine) actor { return lastWins{m} }, nil)},
	{"within an incarnation the first word counts", "it does not matter in what order claims come, nor how often", mistaken(func(m *Machine) actor { return firstWins{m} }, nil)},
	{"it leaves without a word", "who leaves is not taken for dead", mistaken(func(m *Machine) actor { return silent{m} }, nil)},
	{"the suspect is dead at once", "a short silence kills nobody", mistaken(nil, func(c Config, i int64) (Config, int64) { c.SuspicionMult = 0; return c, i })},
}

type credulous struct{ *Machine }

func (m credulous) Hear(now sim.Time, l *Message) {
	m.Machine.Hear(now, l)
	for _, c := range l.Updates {
		if r := m.records[c.Member]; c.Status == Alive && r.gone() && c.Incarnation == r.Incarnation && c.Member != m.self {
			m.believe(now, c)
		}
	}
}

type meek struct{ *Machine }

func (m meek) Hear(now sim.Time, l *Message) {
	m.Machine.Hear(now, without(l, func(c Update) bool { return c.Member == m.self }))
}

// without returns a message without some of its updates.
func without(l *Message, unwanted func(Update) bool) *Message {
	rest := *l
	rest.Updates = slices.DeleteFunc(slices.Clone(l.Updates), unwanted)
	return &rest
}

type newborn struct{ *Machine }

func (m newborn) Hear(now sim.Time, l *Message) {
	m.Machine.Hear(now, without(l, func(c Update) bool {
		return c.Member == m.self && c.Incarnation > m.records[m.self].Incarnation
	}))
}

type liar struct{ *Machine }

func (m liar) Hear(now sim.Time, l *Message) {
	if l.Act == Probe {
		m.say(Message{To: l.From, Act: Ack, Seq: l.Seq, About: l.About})
		return
	}
	m.Machine.Hear(now, l)
}

type dithering struct{ *Machine }

func (m dithering) Hear(now sim.Time, l *Message) {
	m.Machine.Hear(now, l)
	for _, c := range l.Updates {
		for i := range m.suspicions {
			if s := &m.suspicions[i]; s.member == c.Member {
				s.until = now.Add(m.patience(0))
				m.queue.add(m.records[c.Member].Update)
			}
		}
	}
}

type meddler struct{ *Machine }

func (m meddler) Hear(now sim.Time, l *Message) {
	m.Machine.Hear(now, l)
	for _, c := range l.Updates {
		if r := m.records[c.Member]; r.Status == Suspect && c.Member != m.self {
			m.believe(now, Update{Member: c.Member, Incarnation: r.Incarnation + 1, Status: Alive})
		}
	}
}

type parrot struct{ *Machine }

func (m parrot) Hear(now sim.Time, l *Message) {
	m.Machine.Hear(now, l)
	for _, c := range l.Updates {
		if c == m.records[c.Member].Update {
			m.spread(now, c)
		}
	}
}

type lastWins struct{ *Machine }

func (m lastWins) Hear(now sim.Time, l *Message) {
	m.Machine.Hear(now, l)
	for _, c := range l.Updates {
		if r := m.records[c.Member]; r.Update != c && c.Member != m.self {
			m.believe(now, c)
		}
	}
}

type firstWins struct{ *Machine }

func (m firstWins) Hear(now sim.Time, l *Message) {
	m.Machine.Hear(now, without(l, func(c Update) bool {
		r := m.records[c.Member]
		return r.Status != Unknown && c.Incarnation == r.Incarnation
	}))
}

type silent struct{ *Machine }

func (silent) Leave(sim.Time) {}
