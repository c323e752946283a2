package gossip

import "cmp"

// A Version orders the updates of one item: a count that grows with every write,
// and, for writes that did not know of each other, the member that made them.
// The zero Version is that of an item never written.
type Version struct {
	Count  int64
	Origin int32
}

// Compare returns -1, 0 or 1: whether v is older than o, the same, or newer.
func (v Version) Compare(o Version) int {
	return cmp.Or(cmp.Compare(v.Count, o.Count), cmp.Compare(v.Origin, o.Origin))
}

// An Update is what a write left.
type Update struct {
	Item    int64
	Version Version
	Token   int64
}

// A Stamp says which version of an item somebody has.
type Stamp struct {
	Item    int64
	Version Version
}

// A Store is all that a member knows: of each item the newest update it heard of,
// the last writer winning. Merging is commutative, associative and idempotent, so
// that it does not matter in which order updates come, nor how often.
type Store struct {
	updates []Update // in the order in which the items were first heard of
	places  map[int64]int
}

// Get returns what is known of an item, and whether anything is.
func (s *Store) Get(item int64) (Update, bool) {
	i, ok := s.places[item]
	if !ok {
		return Update{Item: item}, false
	}
	return s.updates[i], true
}

// Merge takes an update over if it is newer than what is known, and reports
// whether it was.
func (s *Store) Merge(u Update) bool {
	i, ok := s.places[u.Item]
	switch {
	case !ok:
		if s.places == nil {
			s.places = make(map[int64]int)
		}
		s.places[u.Item] = len(s.updates)
		s.updates = append(s.updates, u)
	case u.Version.Compare(s.updates[i].Version) <= 0:
		return false
	default:
		s.updates[i] = u
	}
	return true
}

// Digest returns the version of every item.
func (s *Store) Digest() []Stamp {
	digest := make([]Stamp, len(s.updates))
	for i, u := range s.updates {
		digest[i] = Stamp{u.Item, u.Version}
	}
	return digest
}

// Compare holds the store against a digest of another: it returns the updates that
// the other lacks, and the stamps of those that this one lacks.
func (s *Store) Compare(digest []Stamp) (theyLack []Update, weLack []Stamp) {
	seen := make(map[int64]Version, len(digest))
	for _, d := range digest {
		seen[d.Item] = d.Version
		if u, _ := s.Get(d.Item); u.Version.Compare(d.Version) < 0 {
			weLack = append(weLack, d)
		}
	}
	for _, u := range s.updates {
		if u.Version.Compare(seen[u.Item]) > 0 {
			theyLack = append(theyLack, u)
		}
	}
	return theyLack, weLack
}
