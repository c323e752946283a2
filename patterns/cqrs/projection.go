package cqrs

import (
	"fmt"
	"slices"

	"wavetank/nodes"
	"wavetank/patterns/eventsourcing"
	"wavetank/sim"
)

// run is the projection: events come, events are projected.
func (r *replica) run(p *sim.Proc) {
	for {
		events := r.next(p)
		t := r.model.Begin()
		whole := r.project(p, t, events, r.spec.Work, drawProject)
		r.switching.Do(p, func() {
			if t.model != r.model || t.Late() { // it was switched, or made anew, meanwhile
				return
			}
			before := r.model.Checkpoint()
			r.save(p, r.journal, t)
			r.show(t)
			if whole && len(events) > 0 && events[0].Position == before+1 && r.model.Checkpoint() == before {
				r.die(p, fmt.Errorf("cqrs: event %d was taken before, as another one", before+1)) // the log was lost
			}
		})
		if !whole && t.model == r.model {
			r.emit(Stopped, 1, r.model.Checkpoint()+1)
			for t.model == r.model {
				p.Park()
			}
			r.emit(Stopped, 0, 0)
		}
	}
}

// project takes events into a transaction, after the work of them. It reports
// whether it got through all, or stands before one that it cannot digest.
func (r *replica) project(p *sim.Proc, t *Transaction, events []eventsourcing.Event, d sim.Dist, purpose sim.Key) (whole bool) {
	stop := len(events)
	if r.spec.OnPoison == "stop" {
		if i := slices.IndexFunc(events, r.poisonous); i >= 0 {
			stop = i
		}
	}
	r.labour(p, events[:min(stop+1, len(events))], d, purpose)
	for _, e := range events[:stop] {
		put := t.Take
		switch {
		case !r.spec.takes(e.Type):
			put = t.Skip
		case r.poisonous(e):
			put = t.Park
			r.emit(Parked, e.Position, r.config.itemOf(e.Stream))
		}
		if err := put(e); err != nil { // the log has lost what came before
			r.die(p, err)
		}
	}
	return stop == len(events)
}

// die ends the process of the node, and with it p.
func (r *replica) die(p *sim.Proc, why error) {
	r.site.Node.Die(why.Error())
	for {
		p.Park()
	}
}

// labour does the work of events: one after the other, or in lanes, each of which
// has the streams that fall to it.
func (r *replica) labour(p *sim.Proc, events []eventsourcing.Event, d sim.Dist, purpose sim.Key) {
	lanes := int64(max(1, r.spec.Lanes))
	if lanes == 1 || len(events) == 1 {
		for _, e := range events {
			r.digest(p, e, d, purpose)
		}
		return
	}
	busy := lanes
	for lane := range lanes {
		r.site.Go(func(q *sim.Proc) {
			for _, e := range events {
				if e.Stream%lanes == lane {
					r.digest(q, e, d, purpose)
				}
			}
			if busy--; busy == 0 {
				p.Wake()
			}
		})
	}
	for busy > 0 {
		p.Park()
	}
}

// digest does the work of one event, as often as it is tried.
func (r *replica) digest(p *sim.Proc, e eventsourcing.Event, d sim.Dist, purpose sim.Key) {
	id := e.ID.Mix(uint64(r.index))
	switch {
	case !r.spec.takes(e.Type):
	case r.poisonous(e):
		for n := range r.spec.Tries {
			work(p, r.site, d, purpose, id.Mix(uint64(n+1)))
		}
	default:
		work(p, r.site, d, purpose, id)
	}
}

// poisonous reports whether the projection fails at an event, no matter how often it is
// tried.
func (r *replica) poisonous(e eventsourcing.Event) bool {
	luck := r.site.World().Draw(drawPoison, e.ID.Mix(uint64(r.index)))
	return r.spec.Poison > 0 && r.spec.takes(e.Type) && luck.Chance(r.spec.Poison)
}

func (r *replica) save(p *sim.Proc, j *nodes.Journal, t *Transaction) {
	if len(t.taken) == 0 {
		return
	}
	parts := []byte{withRows | withCheckpoint}
	switch r.spec.Checkpoint {
	case "before":
		parts = []byte{withCheckpoint, withRows}
	case "after":
		parts = []byte{withRows, withCheckpoint}
	}
	for _, part := range parts {
		record := t.record(part)
		j.Retry(p, func() error { return j.Append(p, record) })
	}
}
