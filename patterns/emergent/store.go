package emergent

import (
	"maps"
	"slices"
)

// A Store is what a leader holds, and its backups have a copy of. It is pure, and
// changes of it may come in any order and more than once.
type Store struct {
	cells map[int64]Cell
	seq   int64 // of the latest change seen
}

// A Cell is what a Store knows of an item.
type Cell struct {
	Token  int64
	Seq    int64
	Recent []int64 // tokens that were written, the latest last: one that comes again is done already
}

// recently is how many tokens are remembered.
const recently = 16

// NewStore returns an empty store.
func NewStore() *Store { return &Store{cells: make(map[int64]Cell)} }

// Read returns the token of the last write.
func (s *Store) Read(item int64) int64 { return s.cells[item].Token }

// Has reports whether a write is known to have been made.
func (s *Store) Has(item, token int64) bool { return slices.Contains(s.cells[item].Recent, token) }

// Write returns what the item is to be after a write. Nothing is changed yet.
func (s *Store) Write(item, token int64) Cell {
	s.seq++
	recent := append(slices.Clone(s.cells[item].Recent), token)
	return Cell{token, s.seq, recent[max(0, len(recent)-recently):]}
}

// Merge takes in what an item is, unless something newer is known.
func (s *Store) Merge(item int64, c Cell) {
	s.seq = max(s.seq, c.Seq)
	if c.Seq > s.cells[item].Seq {
		s.cells[item] = c
	}
}

// Copy returns all cells. They are not changed any more.
func (s *Store) Copy() map[int64]Cell { return maps.Clone(s.cells) }

// Items returns the items that were written, in order.
func (s *Store) Items() []int64 { return slices.Sorted(maps.Keys(s.cells)) }
