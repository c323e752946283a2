package quorum

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What coordinators ask replicas.
type (
	// A fetch asks for the versions of an item.
	fetch struct {
		key  sim.Key // identity
		item int64
	}
	// A change asks to make versions durable: a replica's own or, to stand in for
	// another, as a hint.
	change struct {
		key sim.Key
		record
	}
)

// Purposes of a replica's draws.
var (
	drawRead  = sim.KeyOf("quorum read")
	drawWrite = sim.KeyOf("quorum write")
)

// A replica is the shell around the Store of one member: it makes changes durable
// before it answers, and hands over what others missed.
type replica struct {
	site    patterns.Site
	config  *Config
	store   *Store
	journal *nodes.Journal
	truth   *truth
	handing map[net.ID]bool
	handed  uint64 // offers so far
}

func newReplica(s patterns.Site, c *Config, t *truth) *replica {
	r := &replica{site: s, config: c, store: NewStore(c.Versions == "version-vectors"), truth: t, handing: make(map[net.ID]bool)}
	journal, records := nodes.OpenJournal(s.Node, "quorum "+s.Name)
	r.journal = journal
	for _, b := range records {
		r.store.apply(decode(b))
	}
	r.tellHints()
	s.Node.HandleQuery(s.Name, func(q *nodes.Query) {
		r.serve(q.Body, func(v Versions, err error) { q.Reply(v, int64(16*len(v)), err) })
	})
	return r
}

// serve carries out what a coordinator asks, and answers when that is done.
func (r *replica) serve(asked any, answer func(Versions, error)) {
	w := r.site.World()
	switch ask := asked.(type) {
	case fetch:
		r.site.Node.Do(r.config.ReadWork.Sample(w.Draw(drawRead, ask.key)), func() { answer(r.versions(ask.item), nil) })
	case change:
		r.site.Node.Do(r.config.WriteWork.Sample(w.Draw(drawWrite, ask.key)), func() {
			r.make(ask.record, func(err error) { answer(nil, err) })
		})
	}
}

// versions returns what the replica has of an item, for itself or for others.
func (r *replica) versions(item int64) Versions {
	v := r.store.Read(item)
	for _, h := range r.store.hints {
		if h.Item == item {
			v, _ = v.Merge(h.Versions, r.store.siblings)
		}
	}
	return v
}

// make makes a change durable, applies it, and then calls done.
func (r *replica) make(change record, done func(error)) {
	if change.what == put {
		if v, _ := r.store.Read(change.Item).Merge(change.Versions, r.store.siblings); v.Equal(r.store.Read(change.Item)) {
			r.apply(change)
			done(nil)
			return
		}
	}
	r.site.Go(func(p *sim.Proc) {
		err := r.journal.Append(p, change.encode())
		if err == nil {
			r.apply(change)
		}
		done(err)
	})
}

// apply makes a durable change visible, and tells what it did.
func (r *replica) apply(change record) {
	for _, v := range r.store.apply(change) {
		r.truth.discard(r.site, change.Item, v.Token)
	}
	switch change.what {
	case keep:
		r.emit(Hinted, change)
		r.tellHints()
	case forget:
		r.tellHints()
	}
}

func (r *replica) emit(k *sim.Kind, c record) {
	r.site.Owner.Emit(sim.Fact{Kind: k, Peer: r.site.Net.Owner(c.For), Value: c.Item, Extra: c.Winner().Token})
}

func (r *replica) tellHints() {
	r.site.Owner.Emit(sim.Fact{Kind: QuorumHints, Value: int64(len(r.store.hints))})
}

// handOver offers, as long as the node lives, what others missed to them.
func (r *replica) handOver(p *sim.Proc, _ *nodes.Node) {
	for {
		p.Sleep(r.config.HandoffEvery)
		for _, h := range r.store.Hints() {
			if !r.handing[h.For] {
				r.offer(h)
			}
		}
	}
}

// offer hands one hint over, and then the next for the same member.
func (r *replica) offer(h Hint) {
	r.handing[h.For] = true
	r.handed++
	key := r.site.Key().Mix(uint64(r.site.World().Now())).Mix(r.handed)
	ask := net.Ask{Key: key, Timeout: r.config.Patience, Size: 64, Body: change{key, record{put, h}}}
	r.site.Node.Ask(h.For, r.site.Name, ask, func(_ any, err error) {
		r.handing[h.For] = false
		if err != nil {
			return
		}
		r.emit(Handed, record{forget, h})
		r.make(record{forget, h}, func(error) {
			for _, next := range r.store.hints {
				if next.For == h.For && !r.handing[h.For] {
					r.offer(next)
					return
				}
			}
		})
	})
}
