package membership

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
	"wavetank/sim/property"
)

// A twin is a member with one mistake, and the law that finds it out.
type twin struct {
	name string
	law  string
	with func(*Machine) actor                // what the mistake is
	bent func(Config, int64) (Config, int64) // or in what it begins with
}

func (w twin) hatch(c Config, self, members int, incarnation int64, now sim.Time, luck sim.Rand) actor {
	if w.bent != nil {
		c, incarnation = w.bent(c, incarnation)
	}
	m := New(c, self, members, incarnation, now, luck)
	if w.with == nil {
		return m
	}
	return w.with(m)
}

var broken = []twin{
	{name: "who is said to live does", law: "nobody rises from the dead in the same incarnation",
		with: func(m *Machine) actor { return credulous{m} }},
	{name: "the dead are forgotten too soon", law: "nobody rises from the dead in the same incarnation",
		bent: func(c Config, i int64) (Config, int64) { c.Forget = time.Second; return c, i }},
	{name: "it does not object", law: "in a calm the living see each other",
		with: func(m *Machine) actor { return meek{m} }},
	{name: "it begins at zero again, and does not look higher", law: "in a calm the living see each other",
		with: func(m *Machine) actor { return newborn{m} },
		bent: func(c Config, _ int64) (Config, int64) { return c, 0 }},
	{name: "nobody tries the dead", law: "in a calm the living see each other",
		bent: func(c Config, i int64) (Config, int64) { c.Reconnect, c.GossipToTheDead = 0, 0; return c, i }},
	{name: "who is asked to probe says yes", law: "in a calm the crashed are gone for all",
		with: func(m *Machine) actor { return liar{m} }},
	{name: "a suspicion begins anew whenever it is heard", law: "in a calm the crashed are gone for all",
		with: func(m *Machine) actor { return dithering{m} }},
	{name: "it refutes for others", law: "only a member begins an incarnation of itself",
		with: func(m *Machine) actor { return meddler{m} }},
	{name: "whom it probes is luck", law: "nobody is left out for longer than two rounds",
		bent: func(c Config, i int64) (Config, int64) { c.Order = "random"; return c, i }},
	{name: "what it hears again is news again", law: "news is told a bounded number of times",
		with: func(m *Machine) actor { return parrot{m} }},
	{name: "what came last counts", law: "it does not matter in what order claims come, nor how often",
		with: func(m *Machine) actor { return lastWins{m} }},
	{name: "within an incarnation the first word counts", law: "it does not matter in what order claims come, nor how often",
		with: func(m *Machine) actor { return firstWins{m} }},
	{name: "it leaves without a word", law: "who leaves is not taken for dead",
		with: func(m *Machine) actor { return silent{m} }},
	{name: "the suspect is dead at once", law: "a short silence kills nobody",
		bent: func(c Config, i int64) (Config, int64) { c.SuspicionMult = 0; return c, i }},
}

type credulous struct{ *Machine }

func (m credulous) Hear(now sim.Time, l *Letter) {
	m.Machine.Hear(now, l)
	for _, c := range l.Claims {
		if r := m.records[c.Member]; c.Status == Alive && r.gone() && c.Incarnation == r.Incarnation && c.Member != m.self {
			m.believe(now, c)
		}
	}
}

type meek struct{ *Machine }

func (m meek) Hear(now sim.Time, l *Letter) {
	m.Machine.Hear(now, without(l, func(c Claim) bool { return c.Member == m.self }))
}

// without returns a letter without some of its claims.
func without(l *Letter, unwanted func(Claim) bool) *Letter {
	rest := *l
	rest.Claims = slices.DeleteFunc(slices.Clone(l.Claims), unwanted)
	return &rest
}

type newborn struct{ *Machine }

func (m newborn) Hear(now sim.Time, l *Letter) {
	m.Machine.Hear(now, without(l, func(c Claim) bool {
		return c.Member == m.self && c.Incarnation > m.records[m.self].Incarnation
	}))
}

type liar struct{ *Machine }

func (m liar) Hear(now sim.Time, l *Letter) {
	if l.Act == Probe {
		m.say(Letter{To: l.From, Act: Ack, Seq: l.Seq, About: l.About})
		return
	}
	m.Machine.Hear(now, l)
}

type dithering struct{ *Machine }

func (m dithering) Hear(now sim.Time, l *Letter) {
	m.Machine.Hear(now, l)
	for _, c := range l.Claims {
		for i := range m.suspicions {
			if s := &m.suspicions[i]; s.member == c.Member {
				s.until = now.Add(m.patience(0))
				m.news.spread(m.records[c.Member].Claim)
			}
		}
	}
}

type meddler struct{ *Machine }

func (m meddler) Hear(now sim.Time, l *Letter) {
	m.Machine.Hear(now, l)
	for _, c := range l.Claims {
		if r := m.records[c.Member]; r.Status == Suspect && c.Member != m.self {
			m.believe(now, Claim{Member: c.Member, Incarnation: r.Incarnation + 1, Status: Alive})
		}
	}
}

type parrot struct{ *Machine }

func (m parrot) Hear(now sim.Time, l *Letter) {
	m.Machine.Hear(now, l)
	for _, c := range l.Claims {
		if c == m.records[c.Member].Claim {
			m.tell(now, c)
		}
	}
}

type lastWins struct{ *Machine }

func (m lastWins) Hear(now sim.Time, l *Letter) {
	m.Machine.Hear(now, l)
	for _, c := range l.Claims {
		if r := m.records[c.Member]; r.Claim != c && c.Member != m.self {
			m.believe(now, c)
		}
	}
}

type firstWins struct{ *Machine }

func (m firstWins) Hear(now sim.Time, l *Letter) {
	m.Machine.Hear(now, without(l, func(c Claim) bool {
		r := m.records[c.Member]
		return r.Status != Unknown && c.Incarnation == r.Incarnation
	}))
}

type silent struct{ *Machine }

func (silent) Leave(sim.Time) {}

func TestEveryTwinIsFoundOut(t *testing.T) {
	var brood property.Brood
	for _, w := range broken {
		l := laws[slices.IndexFunc(laws, func(l law) bool { return l.name == w.law })]
		brood.Catch(t, w.name, 1000, func(t *rapid.T) { l.hold(t, w.hatch) })
	}
	brood.Recorded(t)
}
