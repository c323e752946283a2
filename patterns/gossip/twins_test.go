package gossip

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wavetank/sim/property"
)

// A twin is a member with one mistake, and the law that finds it out.
type twin struct {
	name string
	make maker
	law  string
}

func machine(c Config, self, members, seed int) *Machine { return New(c, self, members, luck(seed)) }

var broken = []twin{
	{"what came last wins", func(c Config, self, n, seed int) actor { return lastWins{machine(c, self, n, seed)} },
		"what a member shows of an item never gets older"},
	{"counts are compared, origins are not", func(c Config, self, n, seed int) actor { return countsOnly{machine(c, self, n, seed)} },
		"in a calm all come to know the same"},
	{"a digest tells items and not versions", func(c Config, self, n, seed int) actor { return versionless{machine(c, self, n, seed)} },
		"in a calm all come to know the same"},
	{"a write begins at one again", func(c Config, self, n, seed int) actor { return restarted{machine(c, self, n, seed)} },
		"a writer sees what it wrote"},
	{"another may be oneself", func(c Config, self, n, seed int) actor { return selfish{machine(c, self, n, seed), self} },
		"a round contacts so many distinct others and no more"},
	{"every rumour has partners of its own", func(c Config, self, n, seed int) actor { return chatty{machine(c, self, n, seed)} },
		"a round contacts so many distinct others and no more"},
	{"to hear a rumour again makes it hot again", func(c Config, self, n, seed int) actor { return eternal{machine(c, self, n, seed)} },
		"interest in every rumour is lost"},
	{"a useful contact does not restore interest", func(c Config, self, n, seed int) actor { return weary{machine(c, self, n, seed)} },
		"the counter counts useless contacts in a row"},
}

type lastWins struct{ *Machine }

func (m lastWins) Hear(from int, l *Letter, learned func(Update, bool)) {
	m.Machine.Hear(from, l, learned)
	for _, u := range l.Updates {
		m.updates[m.places[u.Item]] = u
	}
}

type countsOnly struct{ *Machine }

func (m countsOnly) Hear(from int, l *Letter, learned func(Update, bool)) {
	kept := *l
	kept.Updates = nil
	for _, u := range l.Updates {
		if known, _ := m.Get(u.Item); u.Version.Count > known.Version.Count {
			kept.Updates = append(kept.Updates, u)
		}
	}
	m.Machine.Hear(from, &kept, learned)
}

type versionless struct{ *Machine }

func (m versionless) Hear(from int, l *Letter, learned func(Update, bool)) {
	vague := *l
	vague.Digest = nil
	for _, s := range l.Digest {
		if known, ok := m.Get(s.Item); ok {
			s.Version = known.Version
		}
		vague.Digest = append(vague.Digest, s)
	}
	m.Machine.Hear(from, &vague, learned)
}

type restarted struct{ *Machine }

func (m restarted) Write(item, token int64) Update {
	u := Update{item, Version{1, int32(m.self)}, token}
	m.learn(u)
	return u
}

type selfish struct {
	*Machine
	self int
}

func (m selfish) Round() {
	m.Machine.Round()
	for i := range m.out {
		m.out[i].To = int(m.luck.Below(uint64(m.members)))
	}
}

type chatty struct{ *Machine }

func (m chatty) Round() {
	for range max(1, m.Machine.Hot()) {
		m.Machine.Round()
	}
}

type eternal struct{ *Machine }

func (m eternal) Hear(from int, l *Letter, learned func(Update, bool)) {
	m.Machine.Hear(from, l, learned)
	for _, u := range l.Updates {
		known, _ := m.Get(u.Item)
		m.cool(u.Item)
		m.hot = append(m.hot, rumour{Stamp: Stamp{u.Item, known.Version}})
	}
}

type weary struct{ *Machine }

func (m weary) Hear(from int, l *Letter, learned func(Update, bool)) {
	tired := *l
	tired.Heard = nil
	for _, v := range l.Heard {
		if !v.Useful {
			tired.Heard = append(tired.Heard, v)
		}
	}
	m.Machine.Hear(from, &tired, learned)
}

func TestEveryTwinIsFoundOut(t *testing.T) {
	var brood property.Brood
	for _, w := range broken {
		l := laws[slices.IndexFunc(laws, func(l law) bool { return l.name == w.law })]
		brood.Catch(t, w.name, 3000, func(t *rapid.T) { l.hold(t, w.make) })
	}
	brood.Recorded(t)
}
