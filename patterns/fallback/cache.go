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
	fresh    entry[K, V] // the ring's anchor: next is the latest used, prev the one to go
}

type entry[K comparable, V any] struct {
	key        K
	value      V
	at         sim.Time
	prev, next *entry[K, V]
}

// NewCache returns an empty cache.
func NewCache[K comparable, V any](capacity int, maxAge time.Duration) *Cache[K, V] {
	c := &Cache[K, V]{capacity: capacity, maxAge: maxAge, entries: make(map[K]*entry[K, V])}
	c.fresh.prev, c.fresh.next = &c.fresh, &c.fresh
	return c
}

// Len returns how many answers the cache holds.
func (c *Cache[K, V]) Len() int { return len(c.entries) }

// Put remembers the answer as of now.
func (c *Cache[K, V]) Put(now sim.Time, key K, value V) {
	e := c.entries[key]
	switch {
	case e != nil:
		e.unlink()
	case len(c.entries) == c.capacity:
		e = c.fresh.prev
		e.unlink()
		delete(c.entries, e.key)
	default:
		e = new(entry[K, V])
	}
	e.key, e.value, e.at = key, value, now
	c.entries[key] = e
	c.use(e)
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
	e.unlink()
	c.use(e)
	return e.value, age, true
}

// use makes an entry the latest used.
func (c *Cache[K, V]) use(e *entry[K, V]) {
	e.prev, e.next = &c.fresh, c.fresh.next
	e.prev.next, e.next.prev = e, e
}

func (e *entry[K, V]) unlink() { e.prev.next, e.next.prev = e.next, e.prev }
