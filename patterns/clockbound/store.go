package clockbound

import "slices"

// A Store keeps versions of items by timestamp. It is pure.
//
//	Begin ─► pending ─► Commit ─► visible to reads at its stamp and above
type Store struct{ items map[int64]*cell }

// NewStore returns an empty store.
func NewStore() *Store { return &Store{make(map[int64]*cell)} }

// A cell is one item: its versions in the order of their stamps, and the highest
// stamp at which it was read, below which nothing may be written any more.
type cell struct {
	versions []version
	read     Stamp
	cut      bool // older versions have been dropped; the first that is left is visible
}

type version struct {
	at      Stamp
	token   int64
	pending bool
}

// mostVersions bounds how many versions of an item are kept besides those that are
// pending; a read at a stamp below all of them finds the oldest.
const mostVersions = 64

func (s *Store) cell(item int64) *cell {
	c, ok := s.items[item]
	if !ok {
		c = &cell{}
		s.items[item] = c
	}
	return c
}

// Begin adds a pending version, at the stamp that is wanted or above: after the
// item's other versions and its reads.
func (s *Store) Begin(item, token int64, wanted Stamp) Stamp {
	c := s.cell(item)
	at := wanted
	if n := len(c.versions); n > 0 {
		at = later(at, c.versions[n-1].at.Next())
	}
	if c.read != (Stamp{}) {
		at = later(at, c.read.Next())
	}
	c.versions = append(c.versions, version{at, token, true})
	if len(c.versions) > mostVersions && !c.versions[0].pending && !c.versions[1].pending {
		c.versions, c.cut = slices.Delete(c.versions, 0, 1), true
	}
	return at
}

// Commit makes a version visible.
func (s *Store) Commit(item int64, at Stamp) { s.find(item, at).pending = false }

func (s *Store) find(item int64, at Stamp) *version {
	c := s.cell(item)
	i, _ := slices.BinarySearchFunc(c.versions, at, func(v version, at Stamp) int { return v.at.Compare(at) })
	return &c.versions[i]
}

// A Finding is what a read comes to.
type Finding struct {
	Token   int64 // 0 is none
	Blocked bool  // a version below the stamp is pending: come again when it is not
	Restart Stamp // if not zero: begin again at this stamp, as it may be a past one
}

// Read finds the latest version at a stamp or below. A version above it, up to the
// horizon, may have been committed before the read began: the clocks cannot tell,
// so the read is to begin again at its stamp. A horizon below the stamp is none.
func (s *Store) Read(item int64, at, horizon Stamp) Finding {
	c := s.cell(item)
	var f Finding
	if c.cut {
		f.Token = c.versions[0].token
	}
	for _, v := range c.versions {
		switch {
		case v.at.Compare(at) <= 0 && v.pending:
			return Finding{Blocked: true}
		case v.at.Compare(at) <= 0:
			f.Token = v.token
		case v.at.Compare(horizon) <= 0 && !v.pending:
			f.Restart = v.at
		}
	}
	if f.Restart == (Stamp{}) {
		c.read = later(c.read, at)
	}
	return f
}
