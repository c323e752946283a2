package cache

import (
	"time"

	"wavetank/sim"
)

// A Store is the pure machine: answers by their keys, each fresh until an instant and
// stale for a while after it. Full, it gives up the one that was not used for longest.
type Store[K comparable, V any] struct {
	capacity int
	stale    time.Duration // for how long an answer is kept that is not fresh any more
	entries  map[K]*entry[K, V]
	used     sim.List[entry[K, V]] // the latest used is the last
}

type entry[K comparable, V any] struct {
	key       K
	value     V
	at, until sim.Time // from when, and until when it is fresh
	place     sim.Element[entry[K, V]]
}

// An Answer is what a store holds about a key.
type Answer[V any] struct {
	Value V
	Age   time.Duration // since it came
	Stale time.Duration // since it was fresh; zero or less while it is
}

// NewStore returns an empty store.
func NewStore[K comparable, V any](capacity int, stale time.Duration) *Store[K, V] {
	return &Store[K, V]{capacity: capacity, stale: stale, entries: make(map[K]*entry[K, V])}
}

// Len returns how many answers the store holds.
func (s *Store[K, V]) Len() int { return len(s.entries) }

// Get returns the answer, which counts as a use of it, unless there is none or it was
// fresh too long ago. At the instant at which its time ends, an answer is stale.
func (s *Store[K, V]) Get(now sim.Time, key K) (Answer[V], bool) {
	e := s.entries[key]
	if e == nil {
		return Answer[V]{}, false
	}
	stale := now.Sub(e.until) + 1
	if stale > s.stale {
		s.remove(e)
		return Answer[V]{}, false
	}
	s.used.Remove(&e.place)
	s.used.Add(&e.place, e)
	return Answer[V]{Value: e.value, Age: now.Sub(e.at), Stale: stale}, true
}

// Put keeps an answer that is fresh for so long, and reports whether another was given
// up for it.
func (s *Store[K, V]) Put(now sim.Time, key K, value V, fresh time.Duration) (evicted bool) {
	e := s.entries[key]
	switch {
	case e != nil:
		s.remove(e)
	case len(s.entries) == s.capacity:
		e, evicted = s.used.First(), true
		s.remove(e)
	default:
		e = new(entry[K, V])
	}
	e.key, e.value, e.at, e.until = key, value, now, now.Add(fresh)
	s.entries[key] = e
	s.used.Add(&e.place, e)
	return evicted
}

// Remove takes out what the store holds about the key, and reports whether that was
// anything.
func (s *Store[K, V]) Remove(key K) bool {
	e := s.entries[key]
	if e != nil {
		s.remove(e)
	}
	return e != nil
}

func (s *Store[K, V]) remove(e *entry[K, V]) {
	s.used.Remove(&e.place)
	delete(s.entries, e.key)
}

// Clear takes out all that the store holds, and returns how much that was.
func (s *Store[K, V]) Clear() int {
	held := len(s.entries)
	for e := s.used.First(); e != nil; e = s.used.First() {
		s.remove(e)
	}
	return held
}
