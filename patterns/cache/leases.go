package cache

import "wavetank/sim"

// Leases is the pure machine that tells which answers may be from before a write: those
// that were asked for no later than it. It remembers so many writes; with more it refuses
// whatever was asked for until then.
type Leases[K comparable] struct {
	most    int
	since   sim.Time // what was asked for before is refused
	written map[K]sim.Time
}

// NewLeases returns leases that remember so many writes, one or more. What was asked for
// before now is refused, as nobody knows of the writes since.
func NewLeases[K comparable](now sim.Time, most int) *Leases[K] {
	return &Leases[K]{most: most, since: now, written: make(map[K]sim.Time)}
}

// Revoke records a write of what the key stands for.
func (l *Leases[K]) Revoke(now sim.Time, key K) {
	if _, known := l.written[key]; !known && len(l.written) == l.most {
		clear(l.written)
		l.since = now + 1
	}
	l.written[key] = now
}

// Holds reports whether an answer that was asked for then may be kept.
func (l *Leases[K]) Holds(asked sim.Time, key K) bool {
	at, written := l.written[key]
	return asked >= l.since && !(written && asked <= at)
}
