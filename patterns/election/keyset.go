package election

import "wavetank/sim"

// A keySet is a set of keys other than zero: a table with open addressing and linear probing
// (D. Knuth, The Art of Computer Programming 3, 6.4). Keys are as good as drawn, so they need
// no other hash, and every write of a group is looked up by each member.
type keySet struct {
	slots []sim.Key // a power of two; zero is free
	count int
}

// add reports whether the key was not in the set before.
func (s *keySet) add(k sim.Key) bool {
	if 2*s.count >= len(s.slots) {
		s.grow()
	}
	at := s.find(k)
	if s.slots[at] == k {
		return false
	}
	s.slots[at] = k
	s.count++
	return true
}

// has reports whether a key is in the set.
func (s *keySet) has(k sim.Key) bool {
	return k != 0 && s.count > 0 && s.slots[s.find(k)] == k
}

// find returns where a key is, or where it belongs.
func (s *keySet) find(k sim.Key) int {
	last := len(s.slots) - 1
	at := int(k) & last
	for s.slots[at] != 0 && s.slots[at] != k {
		at = (at + 1) & last
	}
	return at
}

func (s *keySet) grow() {
	before := s.slots
	s.slots = make([]sim.Key, max(64, 2*len(before)))
	for _, k := range before {
		if k != 0 {
			s.slots[s.find(k)] = k
		}
	}
}
