package quorum

import (
	"encoding/binary"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
)

// A Store is the copies that a replica keeps, and what it keeps for others until
// they answer again. It is pure: a fold over the records of a journal.
type Store struct {
	siblings bool
	items    map[int64]Versions
	hints    []Hint // oldest first
}

// A Hint is a version that belongs to a member who missed it.
type Hint struct {
	For  net.ID
	Item int64
	Versions
}

// NewStore returns an empty store, which keeps siblings or the last writer's.
func NewStore(siblings bool) *Store {
	return &Store{siblings: siblings, items: make(map[int64]Versions)}
}

// Read returns the versions of an item.
func (s *Store) Read(item int64) Versions { return s.items[item] }

// Put merges versions into an item, and returns those that went although the one
// that stays knows nothing of them.
func (s *Store) Put(item int64, v Versions) (discarded Versions) {
	s.items[item], discarded = s.items[item].Merge(v, s.siblings)
	return discarded
}

// Keep holds a hint. Hints of one item for one member are merged.
func (s *Store) Keep(h Hint) {
	for i := range s.hints {
		if old := &s.hints[i]; old.For == h.For && old.Item == h.Item {
			old.Versions, _ = old.Merge(h.Versions, true)
			return
		}
	}
	s.hints = append(s.hints, h)
}

// Forget drops a hint that was handed over, unless it has grown since.
func (s *Store) Forget(h Hint) {
	s.hints = slices.DeleteFunc(s.hints, func(old Hint) bool {
		return old.For == h.For && old.Item == h.Item && old.Equal(h.Versions)
	})
}

// Hints returns what is kept for others, oldest first.
func (s *Store) Hints() []Hint { return slices.Clone(s.hints) }

// A record is one change of a store, as its journal holds it: versions of an
// item, for itself or as a hint that is kept or forgotten.
type record struct {
	what byte
	Hint
}

const (
	put = iota
	keep
	forget
)

// apply makes the change, and returns what Put discarded.
func (s *Store) apply(r record) (discarded Versions) {
	switch r.what {
	case put:
		return s.Put(r.Item, r.Versions)
	case keep:
		s.Keep(r.Hint)
	case forget:
		s.Forget(r.Hint)
	}
	return nil
}

func (r record) encode() []byte {
	b := []byte{r.what}
	b = binary.AppendVarint(b, int64(r.For))
	b = binary.AppendVarint(b, r.Item)
	for _, v := range r.Versions {
		for _, n := range []int64{v.Token, v.Stamp, v.Dot.Writer, v.Dot.Count, int64(len(v.Knows))} {
			b = binary.AppendVarint(b, n)
		}
		for _, d := range v.Knows {
			b = binary.AppendVarint(b, d.Writer)
			b = binary.AppendVarint(b, d.Count)
		}
	}
	return b
}

// decode reads a record that a journal has found to be sound.
func decode(b []byte) record {
	next := nodes.ReadRecord(b[1:])
	r := record{what: b[0], Hint: Hint{For: net.ID(next.Varint()), Item: next.Varint()}}
	for next.More() {
		v := Version{Token: next.Varint(), Stamp: next.Varint(), Dot: Dot{next.Varint(), next.Varint()}}
		for range next.Varint() {
			v.Knows = append(v.Knows, Dot{next.Varint(), next.Varint()})
		}
		r.Versions = append(r.Versions, v)
	}
	return r
}
