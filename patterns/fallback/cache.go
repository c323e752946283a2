package fallback

import (
	"time"

	"wavetank/sim"
)

// A Cache is the pure machine: the latest answers, each with its time. Full, it
// gives up the one that was not used for longest.
type Cache[K comparable, V any] struct {
	capacity int
	maxAge   time.Duration // 0 is any
	entries  map[K]*entry[K, V]
	used     sim.List[entry[K, V]] // the latest used is the last
}

type entry[K comparable, V any] struct {
	key   K
	value V
	at    sim.Time
	place sim.Element[entry[K, V]]
}

// NewCache returns an empty cache.
func NewCache[K comparable, V any](capacity int, maxAge time.Duration) *Cache[K, V] {
	return &Cache[K, V]{capacity: capacity, maxAge: maxAge, entries: make(map[K]*entry[K, V])}
}

// Len returns how many answers the cache holds.
func (c *Cache[K, V]) Len() int { return len(c.entries) }

// Put remembers the answer as of now.
func (c *Cache[K, V]) Put(now sim.Time, key K, value V) {
	e := c.entries[key]
	switch {
	case e != nil:
		c.used.Remove(&e.place)
	case len(c.entries) == c.capacity:
		e = c.used.First()
		c.used.Remove(&e.place)
		delete(c.entries, e.key)
	default:
		e = new(entry[K, V])
	}
	e.key, e.value, e.at = key, value, now
	c.entries[key] = e
	c.used.Add(&e.place, e)
}

// Get returns the latest answer and its age, unless there is none or it is too
// old.
func (c *Cache[K, V]) Get(now sim.Time, key K) (value V, age time.Duration, ok bool) {
	e := c.entries[key]
	if e == nil {
		return value, 0, false
	}
	age = now.Sub(e.at)
	if c.maxAge > 0 && age > c.maxAge {
		return value, age, false
	}
	c.used.Remove(&e.place)
	c.used.Add(&e.place, e)
	return e.value, age, true
}
