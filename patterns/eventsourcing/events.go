package eventsourcing

import (
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// events keeps accounts as what happened to them.
type events struct {
	*service
	account   Aggregate[Balance]
	log       *Log
	snapshots map[int64]*Snapshot[Balance]
}

func newEvents(v *service) *events {
	k := &events{service: v, account: Account(v.config.Opening), log: NewLog(), snapshots: make(map[int64]*Snapshot[Balance])}
	var records [][]byte
	k.journal, records = nodes.OpenJournal(v.site.Node, "events "+v.site.Name)
	for _, r := range records {
		e, err := Decode(r)
		if err == nil {
			err = k.log.Restore(e)
		}
		if err != nil {
			panic(err)
		}
		change, _ := payload(e.Data)
		v.stored += change
	}
	v.audit.recovered(v.site.Owner, k.log.Version, v.stored)
	return k
}

// load folds the events since the last snapshot.
func (k *events) load(p *sim.Proc, item int64) (Balance, int64) {
	b, version, read := k.account.Load(k.log, item, k.snapshots[item])
	k.emit(Loaded, 0, int64(read), item)
	if k.config.Replay > 0 {
		k.site.Node.Work(p, k.config.Replay*time.Duration(read))
	}
	return b, version
}

// knows reports whether the command was recorded before.
func (k *events) knows(once sim.Key) bool {
	_, known := k.log.Find(once)
	return known
}

// save appends the event of a change, and takes a snapshot when it is time.
func (k *events) save(p *sim.Proc, item int64, was Balance, version, change int64, once sim.Key, token int64) (now int64, fresh bool, err error) {
	if e, known := k.log.Find(once); known { // by now it may be written and not yet synced
		k.write(p)
		return e.Version, false, nil
	}
	e, err := Decide(was, change, once, token)
	if err != nil {
		return 0, false, err
	}
	expected := version
	if k.config.Expect == "any" {
		expected = Any
	}
	recorded, err := k.log.Append(p.Now(), item, expected, e)
	if err != nil {
		return 0, false, err
	}
	e = recorded[0]
	if e.Version != version+1 {
		k.overdrawn(item, k.account.At(k.log, item, e.Version).Amount)
	}
	k.write(p, e.Encode())
	k.snapshot(p, item, e.Version)
	k.stored += change
	return e.Version, true, nil
}

// snapshot keeps the state at a version, if it is time for one.
func (k *events) snapshot(p *sim.Proc, item, version int64) {
	if k.config.SnapshotEvery == 0 || version%int64(k.config.SnapshotEvery) != 0 {
		return
	}
	if k.config.SnapshotWork > 0 {
		k.site.Node.Work(p, k.config.SnapshotWork)
	}
	state, at, _ := k.account.Load(k.log, item, k.snapshots[item])
	k.snapshots[item] = k.account.Take(state, at)
	k.emit(EventsSnapshot, 0, item, at)
}

// before folds what had happened by then.
func (k *events) before(item int64, t sim.Time) (Balance, error) {
	b, _ := k.account.AsOf(k.log, item, t)
	return b, nil
}
