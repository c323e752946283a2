package gossip

import (
	"wavetank/sim/property"
)

func machine(c Config, self, members, seed int) *Machine { return New(c, self, members, luck(seed)) }

// mutants are members with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[maker]{
	{"what came last wins", "what a member shows of an item never gets older", property.Instead[maker](func(c Config, self, n, seed int) actor { return lastWins{machine(c, self, n, seed)} })},
	{"counts are compared, origins are not", "in a calm all come to know the same", property.Instead[maker](func(c Config, self, n, seed int) actor { return countsOnly{machine(c, self, n, seed)} })},
	{"a digest tells items and not versions", "in a calm all come to know the same", property.Instead[maker](func(c Config, self, n, seed int) actor { return versionless{machine(c, self, n, seed)} })},
	{"a write begins at one again", "a writer sees what it wrote", property.Instead[maker](func(c Config, self, n, seed int) actor { return restarted{machine(c, self, n, seed)} })},
	{"another may be oneself", "a round contacts so many distinct others and no more", property.Instead[maker](func(c Config, self, n, seed int) actor { return selfish{machine(c, self, n, seed), self} })},
	{"every rumour has partners of its own", "a round contacts so many distinct others and no more", property.Instead[maker](func(c Config, self, n, seed int) actor { return chatty{machine(c, self, n, seed)} })},
	{"to hear a rumour again makes it hot again", "interest in every rumour is lost", property.Instead[maker](func(c Config, self, n, seed int) actor { return eternal{machine(c, self, n, seed)} })},
	{"a useful contact does not restore interest", "the counter counts useless contacts in a row", property.Instead[maker](func(c Config, self, n, seed int) actor { return weary{machine(c, self, n, seed)} })},
}

type lastWins struct{ *Machine }

func (m lastWins) Hear(from int, l *Message, learned func(Update, bool)) {
	m.Machine.Hear(from, l, learned)
	for _, u := range l.Updates {
		m.updates[m.places[u.Item]] = u
	}
}

type countsOnly struct{ *Machine }

func (m countsOnly) Hear(from int, l *Message, learned func(Update, bool)) {
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

func (m versionless) Hear(from int, l *Message, learned func(Update, bool)) {
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

func (m eternal) Hear(from int, l *Message, learned func(Update, bool)) {
	m.Machine.Hear(from, l, learned)
	for _, u := range l.Updates {
		known, _ := m.Get(u.Item)
		m.cool(u.Item)
		m.hot = append(m.hot, rumour{Stamp: Stamp{u.Item, known.Version}})
	}
}

type weary struct{ *Machine }

func (m weary) Hear(from int, l *Message, learned func(Update, bool)) {
	tired := *l
	tired.Heard = nil
	for _, v := range l.Heard {
		if !v.Useful {
			tired.Heard = append(tired.Heard, v)
		}
	}
	m.Machine.Hear(from, &tired, learned)
}
