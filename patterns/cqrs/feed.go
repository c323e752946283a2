package cqrs

import (
	"slices"

	"wavetank/nodes"
	"wavetank/patterns/eventsourcing"
	"wavetank/sim"
)

// next waits for the events of one transaction.
func (r *replica) next(p *sim.Proc) []eventsourcing.Event {
	for {
		after := r.model.Checkpoint()
		r.inbox = slices.DeleteFunc(r.inbox, func(e eventsourcing.Event) bool { return e.Position <= after })
		switch {
		case len(r.inbox) > 0 && r.inbox[0].Position == after+1:
			return r.inbox[:min(len(r.inbox), max(1, r.spec.Transaction))]
		case len(r.inbox) > 0:
			r.inbox, r.missing = nil, true // it goes on elsewhere
		}
		if r.spec.Delivery == "poll" {
			if now := p.Now(); now < r.due {
				p.Sleep(r.due.Sub(now))
			}
			r.due = p.Now().Add(r.spec.Interval)
			r.fetch(p)
			continue
		}
		r.listen(p)
	}
}

// listen waits for a push, or asks for what was missed.
func (r *replica) listen(p *sim.Proc) {
	w := r.side.writer
	switch {
	case w != nil && w.durable > r.model.Checkpoint():
		r.fetch(p)
	case w != nil:
		p.Park()
	case r.asked == 0 || r.missing:
		r.fetch(p)
	case !p.ParkFor(r.spec.CatchUp):
		r.fetch(p)
	}
}

// fetch fills the inbox from the log, as far as it can be reached.
func (r *replica) fetch(p *sim.Proc) {
	r.missing = false // what gets lost from now on may be missing afterwards
	events, ok := r.ask(p, r.model.Checkpoint())
	if !ok {
		r.missing = true
		p.Sleep(r.spec.CatchUp / 10)
		return
	}
	r.missing = r.missing || len(events) == r.spec.Batch // there is more
	for _, e := range events {
		r.deliver(e)
	}
}

// ask returns events after a position, and whether the log answered.
func (r *replica) ask(p *sim.Proc, after int64) ([]eventsourcing.Event, bool) {
	f := fetch{after, r.spec.Batch, r.spec.Delivery == "push"}
	r.asked++
	if w := r.side.writer; w != nil {
		return w.fetch(f), true
	}
	key := drawFetch.Mix(uint64(r.owner.Key())).Mix(uint64(p.Now())).Mix(r.asked)
	answer, err := ask(p, r.site, r.side.home, key, f, 32, r.spec.CatchUp)
	events, _ := answer.([]eventsourcing.Event)
	return events, err == nil
}

// pushed takes in an event that the log posted.
func (r *replica) pushed(m nodes.Message) {
	for _, x := range r.side.replicas {
		if x != nil && x.spec.Delivery == "push" {
			x.deliver(m.Body.(eventsourcing.Event))
			x.wake()
		}
	}
}

// deliver puts an event in the inbox, if it is the one that comes next there.
func (r *replica) deliver(e eventsourcing.Event) {
	last := r.model.Checkpoint()
	if n := len(r.inbox); n > 0 {
		last = max(last, r.inbox[n-1].Position)
	}
	switch {
	case e.Position == last+1:
		r.inbox = append(r.inbox, e)
	case e.Position > last+1:
		r.missing = true
	}
}

func (r *replica) wake() {
	if r.proc != nil {
		r.proc.Wake()
	}
}
