package cqrs

import (
	"encoding/binary"

	"wavetank/nodes"
	"wavetank/sim"
)

// rebuild makes the read model anew from the beginning of the log, when it is
// time, and switches to it: before it has caught up, or after.
func (r *replica) rebuild(p *sim.Proc) {
	if at := sim.Time(r.spec.RebuildAt); at > p.Now() {
		p.Sleep(at.Sub(p.Now()))
	}
	r.emit(Rebuilding, 1, 0)
	m, journal := r.open(r.generation + 1)
	if r.spec.Rebuild == "in-place" {
		r.switching.Do(p, func() {
			until := r.model.Checkpoint()
			r.adopt(p, m, journal)
			r.build(p, m, journal, func() bool { return m.Checkpoint() >= until })
		})
	} else {
		for m != r.model {
			r.build(p, m, journal, func() bool { return m.Checkpoint() >= r.model.Checkpoint() })
			r.switching.Do(p, func() {
				if m.Checkpoint() >= r.model.Checkpoint() {
					r.adopt(p, m, journal)
				}
			})
		}
	}
	r.emit(Rebuilding, 0, 0)
}

// adopt switches to a model, durably. The caller holds the semaphore of the switch,
// so that the old model stands still.
func (r *replica) adopt(p *sim.Proc, m *Model, journal *nodes.Journal) {
	pointer, _ := r.generations()
	record := binary.LittleEndian.AppendUint64(nil, uint64(r.generation+1))
	pointer.Retry(p, func() error { return pointer.Rewrite(p, record) })
	r.model, r.journal = m, journal
	r.generation++
	r.audit.opened(r.sighting, m)
	r.emit(Switched, m.Checkpoint(), 0)
	r.moved()
	r.wake()
}

// build projects the log into a model until that is enough, a batch at a time.
func (r *replica) build(p *sim.Proc, m *Model, journal *nodes.Journal, enough func() bool) {
	d := r.spec.RebuildWork
	if d == nil {
		d = r.spec.Work
	}
	for !enough() {
		events, ok := r.ask(p, m.Checkpoint())
		if !ok || len(events) == 0 {
			p.Sleep(r.spec.CatchUp / 10)
			continue
		}
		t := m.Begin()
		whole := r.project(p, t, events, d, drawRebuild)
		r.save(p, journal, t)
		if m == r.model {
			r.show(t)
		} else {
			t.Commit()
		}
		if !whole {
			p.Park() // for ever: a poisonous event
		}
	}
}
