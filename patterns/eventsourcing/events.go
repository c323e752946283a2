package eventsourcing

import (
	"cmp"
	"time"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// events keeps accounts as what happened to them.
type events struct {
	*service
	account Aggregate[Balance]
	home    *patterns.Home[*eventBook]
}

// An eventBook is the events of all accounts, on the machine where they lie.
type eventBook struct {
	book
	log       *Log
	snapshots map[int64]*Snapshot[Balance]
	folded    map[int64]*Snapshot[Balance] // what was folded last: only what is new is folded again
}

func newEvents(v *service) *events {
	k := &events{service: v, account: Account(v.config.Opening)}
	k.home = patterns.Settle(v.site, func(s patterns.Site) *eventBook {
		b := &eventBook{log: NewLog(), snapshots: make(map[int64]*Snapshot[Balance]), folded: make(map[int64]*Snapshot[Balance])}
		for _, r := range b.open(s, "events ", v.config.Fsync) {
			e, err := Decode(r)
			if err == nil {
				err = b.log.Restore(e)
			}
			if err != nil {
				panic(err)
			}
			change, _ := payload(e.Data)
			b.stored += change
		}
		v.audit.recovered(s.Owner, b.log.Version, b.stored)
		return b
	})
	return k
}

// fold returns the present state of an account and its version.
func (k *events) fold(b *eventBook, item int64) (state Balance, version int64) {
	state, version, _ = k.account.Load(b.log, item, b.folded[item])
	b.folded[item] = k.account.Take(state, version)
	return state, version
}

// load reads the events since the last snapshot.
func (k *events) load(p *sim.Proc, req *nodes.Request) (state Balance, version int64, err error) {
	var read int64
	if err = k.home.Do(p, req.Timeout, func(_ *sim.Proc, b *eventBook) {
		state, version = k.fold(b, req.Item)
		read = version
		if s := b.snapshots[req.Item]; s != nil {
			read -= s.Version
		}
	}); err != nil {
		return state, 0, err
	}
	k.emit(Loaded, 0, read, req.Item)
	if k.config.Replay > 0 {
		k.site.Node.Work(p, k.config.Replay*time.Duration(read))
	}
	return state, version, nil
}

// knows reports whether the command was recorded before.
func (k *events) knows(p *sim.Proc, req *nodes.Request) (known bool, err error) {
	err = k.home.Do(p, req.Timeout, func(_ *sim.Proc, b *eventBook) { _, known = b.log.Find(req.Once) })
	return known, err
}

// save appends the event of a change, and takes a snapshot when it is time.
func (k *events) save(p *sim.Proc, req *nodes.Request, was Balance, version, change int64, done func(saved)) (err error) {
	away := k.home.Do(p, req.Timeout, func(p *sim.Proc, b *eventBook) {
		var now saved
		if now, err = k.append(p, b, req, was, version, change); err == nil {
			done(now)
		}
	})
	return cmp.Or(err, away)
}

func (k *events) append(p *sim.Proc, b *eventBook, req *nodes.Request, was Balance, version, change int64) (saved, error) {
	if e, known := b.log.Find(req.Once); known { // by now it may be written and not yet synced
		b.write(p)
		return saved{e.Version, false, b.stored}, nil
	}
	e, err := Decide(was, change, req.Once, req.Token())
	if err != nil {
		return saved{}, err
	}
	expected := version
	if k.config.Expect == "any" {
		expected = Any
	}
	recorded, err := b.log.Append(p.Now(), req.Item, expected, e)
	if err != nil {
		return saved{}, err
	}
	e = recorded[0]
	if e.Version != version+1 {
		now, _ := k.fold(b, req.Item)
		k.overdrawn(req.Item, now.Amount)
	}
	k.audit.write(req, e.Version, change)
	b.write(p, e.Encode())
	k.snapshot(p, b, req.Item, e.Version)
	b.stored += change
	return saved{e.Version, true, b.stored}, nil
}

// snapshot keeps the state at a version, if it is time for one.
func (k *events) snapshot(p *sim.Proc, b *eventBook, item, version int64) {
	if k.config.SnapshotEvery == 0 || version%int64(k.config.SnapshotEvery) != 0 {
		return
	}
	if k.config.SnapshotWork > 0 {
		b.machine.Work(p, k.config.SnapshotWork)
	}
	k.fold(b, item)
	b.snapshots[item] = b.folded[item]
	k.emit(EventsSnapshot, 0, item, b.snapshots[item].Version)
}

// before folds what had happened by then.
func (k *events) before(p *sim.Proc, req *nodes.Request, t sim.Time) (state Balance, err error) {
	err = k.home.Do(p, req.Timeout, func(_ *sim.Proc, b *eventBook) { state, _ = k.account.AsOf(b.log, req.Item, t) })
	return state, err
}
