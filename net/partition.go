package net

import "wavetank/sim"

// A partition loses every message that would cross it: a datagram is gone, a
// stream stalls until the partition heals or the connection gives up.

// Split cuts groups off from each other. A participant in no group reaches everybody;
// one in several groups belongs to the last of them.
func Split(groups ...[]ID) Rule {
	s := split{}
	for i, group := range groups {
		for _, id := range group {
			s.put(id, int32(i+1))
		}
	}
	return s
}

// Bridge cuts two halves off from each other but for some who see both, and
// whom both see.
func Bridge(left, right, bridge []ID) Rule {
	s := Split(left, right).(split)
	for _, id := range bridge {
		s.put(id, 0)
	}
	return s
}

// OneWay loses what one group sends to another; what comes back gets through.
func OneWay(from, to []ID) Rule { return Between(SetOf(from...), SetOf(to...), RuleFunc(cut)) }

// Isolate cuts one participant off from all others.
func Isolate(id ID) Rule {
	return RuleFunc(func(m *Message, _ sim.Rand, f *Fate) {
		if (m.From == id) != (m.To == id) {
			f.Lost = true
		}
	})
}

func cut(_ *Message, _ sim.Rand, f *Fate) { f.Lost = true }

// split is the group of each participant, indexed by ID; 0 is none.
type split []int32

func (s *split) put(id ID, group int32) {
	for int(id) >= len(*s) {
		*s = append(*s, 0)
	}
	(*s)[id] = group
}

func (s split) of(id ID) int32 {
	if int(id) < len(s) {
		return s[id]
	}
	return 0
}

// Bend loses what goes from one group to another.
func (s split) Bend(m *Message, _ sim.Rand, f *Fate) {
	from, to := s.of(m.From), s.of(m.To)
	if from != to && from != 0 && to != 0 {
		f.Lost = true
	}
}
