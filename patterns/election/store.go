package election

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"

	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// remembered is how many writes back a store knows the identities of those that
// it has applied. A client's second attempt comes long before.
const remembered = 1 << 14

// A store is what a group replicates: the token of the last write to each item.
// A write that comes twice, because its client tried again, is applied once.
type store struct {
	items map[int64]int64
	done  map[sim.Key]bool
	order []sim.Key // of done, oldest first, from next on around
	next  int
	index uint64 // of the last entry applied
}

func newStore() *store { return &store{items: make(map[int64]int64), done: make(map[sim.Key]bool)} }

// apply carries out an entry.
func (s *store) apply(e raft.Entry) {
	s.index = e.Index
	if e.Once == 0 || s.done[e.Once] {
		return
	}
	s.items[e.Item] = e.Token
	s.remember(e.Once)
}

func (s *store) remember(once sim.Key) {
	s.done[once] = true
	if len(s.order) < remembered {
		s.order = append(s.order, once)
		return
	}
	delete(s.done, s.order[s.next])
	s.order[s.next] = once
	s.next = (s.next + 1) % remembered
}

// bytes returns the store as a snapshot holds it.
func (s *store) bytes() []byte {
	b := binary.LittleEndian.AppendUint64(nil, s.index)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(s.items)))
	for _, item := range slices.SortedFunc(maps.Keys(s.items), cmp.Compare[int64]) {
		b = binary.LittleEndian.AppendUint64(b, uint64(item))
		b = binary.LittleEndian.AppendUint64(b, uint64(s.items[item]))
	}
	for i := range s.order {
		b = binary.LittleEndian.AppendUint64(b, uint64(s.order[(s.next+i)%len(s.order)]))
	}
	return b
}

// storeOf returns the store of a snapshot; of none it is empty.
func storeOf(b []byte) *store {
	s := newStore()
	if len(b) == 0 {
		return s
	}
	take := func() uint64 {
		v := binary.LittleEndian.Uint64(b)
		b = b[8:]
		return v
	}
	s.index = take()
	for range take() {
		item := int64(take())
		s.items[item] = int64(take())
	}
	for len(b) > 0 {
		s.remember(sim.Key(take()))
	}
	return s
}
