package net

import "wavetank/sim"

// A Set is a set of participants, indexed by ID. The nil Set holds everybody;
// SetOf() holds nobody.
type Set []bool

// SetOf returns the set of these participants.
func SetOf(ids ...ID) Set {
	s := Set{}
	for _, id := range ids {
		for int(id) >= len(s) {
			s = append(s, false)
		}
		s[id] = true
	}
	return s
}

// Has reports whether id is in s.
func (s Set) Has(id ID) bool { return s == nil || int(id) < len(s) && s[id] }

// Between confines a rule to the messages from one set to another.
func Between(from, to Set, inner Rule) Rule {
	return RuleFunc(func(m *Message, luck sim.Rand, f *Fate) {
		if from.Has(m.From) && to.Has(m.To) {
			inner.Bend(m, luck, f)
		}
	})
}

// Both confines a rule to the messages between two sets, in both directions. A
// message that lies both ways is bent once.
func Both(a, b Set, inner Rule) Rule {
	return RuleFunc(func(m *Message, luck sim.Rand, f *Fate) {
		if a.Has(m.From) && b.Has(m.To) || b.Has(m.From) && a.Has(m.To) {
			inner.Bend(m, luck, f)
		}
	})
}

// Loss loses a share of the transmissions, independently.
type Loss struct{ Rate float64 }

// Bend loses the message or does not.
func (l Loss) Bend(_ *Message, luck sim.Rand, f *Fate) {
	f.Lost = luck.Chance(l.Rate) || f.Lost
}

// BurstLoss loses in bursts. There is one storm, which strikes every link that
// the rule bends at the same time.
type BurstLoss struct{ storm *storm }

// NewBurstLoss returns a rule that loses as b says. The spans of the storm are
// drawn from the seed, the name and the time.
func NewBurstLoss(w *sim.World, name string, b Burst) BurstLoss {
	return BurstLoss{newStorm(w, sim.KeyOf("storm").Mix(uint64(sim.KeyOf(name))), b)}
}

// Bend loses the message or does not.
func (b BurstLoss) Bend(_ *Message, luck sim.Rand, f *Fate) {
	f.Lost = luck.Chance(b.storm.rate()) || f.Lost
}

// Delay adds to the latency.
type Delay struct{ By sim.Dist }

// Bend delays the message.
func (d Delay) Bend(_ *Message, luck sim.Rand, f *Fate) { f.Delay += d.By.Sample(luck) }

// Duplicate delivers a share of the datagrams twice.
type Duplicate struct{ Rate float64 }

// Bend duplicates the message or does not.
func (d Duplicate) Bend(_ *Message, luck sim.Rand, f *Fate) {
	if luck.Chance(d.Rate) {
		f.Extra++
	}
}

// Reorder holds a share of the messages back, so that later ones overtake. On a
// stream nothing overtakes: there, those that follow wait as well.
type Reorder struct {
	Probability float64
	By          sim.Dist // how long they are held back
}

// Bend holds the message back or does not.
func (r Reorder) Bend(_ *Message, luck sim.Rand, f *Fate) {
	if luck.Chance(r.Probability) {
		f.Delay += r.By.Sample(luck)
	}
}

// Throttle narrows each link that it bends to a pipe of its own, which the
// message has to pass before the link.
type Throttle struct {
	world             *sim.World
	bandwidth, buffer int64
	lines             map[way]*pipe
}

// A way is one direction between two participants.
type way struct{ from, to ID }

// NewThrottle returns a rule that lets through so many bytes per second, zero
// being no bound, and drops what finds more than so many bytes waiting, zero
// being no bound either.
func NewThrottle(w *sim.World, bandwidth, buffer int64) *Throttle {
	return &Throttle{world: w, bandwidth: bandwidth, buffer: buffer, lines: make(map[way]*pipe)}
}

// Bend lets the message wait for the line, or drops it. What is lost already
// does not reach the line.
func (t *Throttle) Bend(m *Message, _ sim.Rand, f *Fate) {
	if f.Lost {
		return
	}
	at := way{m.From, m.To}
	l, ok := t.lines[at]
	if !ok {
		l = new(pipe)
		t.lines[at] = l
	}
	wait, room := l.send(t.world.Now(), m.Size, t.bandwidth, t.buffer)
	f.Delay += wait
	f.Lost = !room
}
