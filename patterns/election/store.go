package election

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"

	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// A store is what a group replicates: the token of the last write to each item.
// A write that comes twice, because its client tried again, is applied once, however
// late it comes: the store knows for ever which it has applied, and so does a snapshot.
type store struct {
	items map[int64]int64
	done  keySet
	order []byte // of done, oldest first, as a snapshot holds them
	index uint64 // of the last entry applied
}

func newStore() *store {
	return &store{items: make(map[int64]int64)}
}

func (s *store) apply(e raft.Entry) {
	s.index = e.Index
	if e.Once == 0 || !s.remember(e.Once) {
		return
	}
	s.items[e.Item] = e.Token
}

// remember takes note of a write, and reports whether it is new.
func (s *store) remember(once sim.Key) bool {
	if !s.done.add(once) {
		return false
	}
	s.order = binary.LittleEndian.AppendUint64(s.order, uint64(once))
	return true
}

// bytes returns the store as a snapshot holds it.
func (s *store) bytes() []byte {
	b := binary.LittleEndian.AppendUint64(make([]byte, 0, 16+16*len(s.items)+len(s.order)), s.index)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(s.items)))
	for _, item := range slices.SortedFunc(maps.Keys(s.items), cmp.Compare[int64]) {
		b = binary.LittleEndian.AppendUint64(b, uint64(item))
		b = binary.LittleEndian.AppendUint64(b, uint64(s.items[item]))
	}
	return append(b, s.order...)
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
