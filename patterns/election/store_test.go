package election

import (
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"

	"wavetank/patterns/election/raft"
	"wavetank/sim"
	"wavetank/sim/property"
)

// A memory is how a store keeps which writes it has applied.
type memory struct {
	forget func(s *store)        // after each entry
	revive func(s *store) *store // by way of a snapshot
}

// once is the law of the store: a write that comes again is not applied again,
// however many lie between and whether or not a snapshot does.
func once(t *rapid.T, m memory) {
	s, last := newStore(), make(map[int64]int64)
	var entries []raft.Entry
	for index := range rapid.Uint64Range(1, 60).Draw(t, "entries") {
		e := raft.Entry{Index: index + 1}
		e.Item, e.Token, e.Once = rapid.Int64Range(0, 1).Draw(t, "item"), int64(index+1), sim.Key(index+1)
		if again := rapid.IntRange(0, len(entries)+2).Draw(t, "again"); again < len(entries) {
			e = entries[again]
		} else {
			last[e.Item] = e.Token
			entries = append(entries, e)
		}
		s.apply(e)
		m.forget(s)
		if rapid.IntRange(0, 9).Draw(t, "snapshot") == 0 {
			s = m.revive(s)
		}
		for item, token := range last {
			if s.items[item] != token {
				t.Fatalf("item %d is %d, and the last new write was %d", item, s.items[item], token)
			}
		}
	}
}

func TestStoreAppliesAWriteOnce(t *testing.T) {
	property.Suite[memory]{
		Sound: memory{func(*store) {}, func(s *store) *store { return storeOf(s.bytes()) }},
		Laws:  []property.Law[memory]{{"a write is applied once", once}},
		Mutants: []property.Mutant[memory]{
			{"the memory of writes is bounded", "", func(m *memory) {
				m.forget = func(s *store) {
					s.done = keySet{}
					for late := s.order[max(0, len(s.order)-16*8):]; len(late) > 0; late = late[8:] {
						s.done.add(sim.Key(binary.LittleEndian.Uint64(late)))
					}
				}
			}},
			{"a snapshot has the items only", "", func(m *memory) {
				m.revive = func(s *store) *store {
					revived := storeOf(s.bytes())
					revived.done = keySet{}
					return revived
				}
			}},
		},
		Times: 20,
	}.Run(t)
}
