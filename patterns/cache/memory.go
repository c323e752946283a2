package cache

import (
	"slices"
	"time"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A topic is what an answer is about.
type topic struct {
	peer, route string
	item        int64
}

// A thing is what a write changes: all that is answered about an item.
type thing struct {
	peer string
	item int64
}

// What is kept is an answer, or an error that comes at every attempt.
type kept struct {
	resp nodes.Response
	err  error
}

// A finding is what a memory holds about a topic.
type finding struct {
	Answer[kept]
	held    bool
	unknown bool     // the store did not answer
	at      sim.Time // when it was looked at: the lease of who asks for an answer now
}

// A memory holds the answers and the leases of one machine: that of a caller, or that of a node which keeps
// answers for several. Each boot begins with an empty one.
type memory struct {
	site   patterns.Site
	leased bool
	store  *Store[topic, kept]
	leases *Leases[thing]
	routes []topic // that answers were kept of, without their items, in the order of the first
}

// leastLeases is how many writes a memory holds at least.
const leastLeases = 1000

func newMemory(s patterns.Site, c Config) *memory {
	v := &memory{
		site: s, leased: c.Leases, leases: NewLeases[thing](s.World().Now(), max(c.Capacity, leastLeases)),
		store: NewStore[topic, kept](c.Capacity, max(c.StaleWhileRevalidate, c.StaleIfError)),
	}
	if s.Node != nil {
		s.Node.Caches(func() int64 { return int64(v.store.Clear()) })
	}
	return v
}

// look returns what is there.
func (v *memory) look(about topic) finding {
	now := v.site.World().Now()
	a, ok := v.store.Get(now, about)
	return finding{Answer: a, held: ok, at: now}
}

// put keeps an answer that was asked for at a time, unless a write came between.
func (v *memory) put(about topic, k kept, asked sim.Time, fresh time.Duration, of asker) {
	if v.leased && !v.leases.Holds(asked, thing{about.peer, about.item}) {
		of.emit(v.site, Outdated, 0)
		return
	}
	if way := (topic{about.peer, about.route, 0}); !slices.Contains(v.routes, way) {
		v.routes = append(v.routes, way)
	}
	if v.store.Put(v.site.World().Now(), about, k, fresh) {
		of.emit(v.site, Evicted, 0)
	}
}

// drop takes out what a write has changed.
func (v *memory) drop(written thing, of asker) {
	if v.leased {
		v.leases.Revoke(v.site.World().Now(), written)
	}
	for _, way := range v.routes {
		if way.peer == written.peer && v.store.Remove(topic{way.peer, way.route, written.item}) {
			of.emit(v.site, Invalidated, 0)
		}
	}
}
