package emergent

import (
	"maps"
	"slices"
)

// A Store is what a leader holds, and its backups have a copy of. It is pure, and
// changes of it may come in any order and more than once.
type Store struct {
	cells map[int64]Cell
	done  map[Write]bool // all writes that are known to have been made, for ever: one that comes again is done already
	seq   int64          // of the latest change seen
}

// A Cell is what a Store knows of an item.
type Cell struct {
	Token int64
	Seq   int64
}

// A Write is the identity of what a client wants done once.
type Write struct{ Item, Token int64 }

// NewStore returns an empty store.
func NewStore() *Store { return &Store{cells: make(map[int64]Cell), done: make(map[Write]bool)} }

// Read returns the token of the last write.
func (s *Store) Read(item int64) int64 { return s.cells[item].Token }

// Has reports whether a write is known to have been made.
func (s *Store) Has(item, token int64) bool { return s.done[Write{item, token}] }

// Next returns what an item is to be after a write. Nothing is changed yet.
func (s *Store) Next(token int64) Cell {
	s.seq++
	return Cell{token, s.seq}
}

// Merge takes in what an item is after a write, unless something newer is known: then
// the write was made before that.
func (s *Store) Merge(item int64, c Cell) {
	s.done[Write{item, c.Token}] = true
	s.seq = max(s.seq, c.Seq)
	if c.Seq > s.cells[item].Seq {
		s.cells[item] = c
	}
}

// Done takes in that writes were made.
func (s *Store) Done(writes map[Write]bool) { maps.Copy(s.done, writes) }

// Copy returns all cells, and the writes made. They are not changed any more.
func (s *Store) Copy() (map[int64]Cell, map[Write]bool) {
	return maps.Clone(s.cells), maps.Clone(s.done)
}

// Items returns the items that were written, in order.
func (s *Store) Items() []int64 { return slices.Sorted(maps.Keys(s.cells)) }
