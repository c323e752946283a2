package cqrs

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/eventsourcing"
	"wavetank/sim"
)

// A replica is one copy of a read model, and the projection that keeps it: a
// process that takes events, works, makes what comes of them durable with the
// checkpoint, and shows it.
type replica struct {
	site       patterns.Site
	config     *Config
	spec       *Projection
	index      int
	owner      *sim.Owner
	audit      *audit
	sighting   *sighting
	side       *side
	gate       gate // of its readers
	model      *Model
	journal    *nodes.Journal
	generation int64
	turn       gate // between what goes on and a switch
	proc       *sim.Proc
	inbox      []eventsourcing.Event // that came, in order
	missing    bool                  // a push got lost
	due        sim.Time              // of the next poll
	asked      uint64
	waiting    []*sim.Proc // queries, for the checkpoint to move
	owed       [][]byte    // records of an inline model that a crash tore off, to be written with the next
}

// newReplica returns the replica of a projection on a node that boots, and starts
// its processes.
func newReplica(d *side, projection int) *replica {
	spec := &d.config.Projections[projection]
	r := &replica{
		site: d.site, config: d.config, spec: spec, index: projection, side: d, audit: d.audit,
		owner: d.site.World().Owner(fmt.Sprintf("cqrs %s %s at %s", d.site.Name, spec.Name, d.site.Node.Name())),
		gate:  gate{width: d.config.Width}, turn: gate{width: 1},
	}
	r.sighting = r.audit.sight(r.owner, projection)
	if spec.Delivery == "inline" {
		r.model = r.restoreInline()
	} else {
		r.generation = r.lastGeneration()
		r.model, r.journal = r.open(r.generation)
	}
	r.audit.opened(r.sighting, r.model)
	if d.writer != nil {
		d.writer.local = append(d.writer.local, r)
	}
	if spec.Delivery == "inline" {
		return r
	}
	r.site.Node.Listen(r.topic(), r.pushed)
	r.proc = r.site.Go(r.run)
	if spec.RebuildAt > 0 && r.generation == 0 {
		r.site.Go(r.rebuild)
	}
	return r
}

// topic is what the log posts events under, for all replicas of a node.
func (r *replica) topic() string { return topic(r.site) }

// open returns the model of a generation as the disk has it.
func (r *replica) open(generation int64) (*Model, *nodes.Journal) {
	m := r.config.model(r.index)
	journal, records := nodes.OpenJournal(r.site.Node, fmt.Sprintf("cqrs %s %s %d", r.site.Name, r.spec.Name, generation))
	for _, b := range records {
		if err := m.Restore(b); err != nil {
			panic(err)
		}
	}
	return m, journal
}

// lastGeneration returns which of its models a replica shows: the one it was
// switched to last.
func (r *replica) lastGeneration() int64 {
	_, records := r.generations()
	if len(records) == 0 {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(records[0]))
}

func (r *replica) generations() (*nodes.Journal, [][]byte) {
	return nodes.OpenJournal(r.site.Node, "cqrs "+r.site.Name+" "+r.spec.Name)
}

// restoreInline returns the model that lies in the journal of the log. An event
// whose transaction a crash has torn off is taken in before anybody looks.
func (r *replica) restoreInline() *Model {
	m := r.config.model(r.index)
	w := r.side.writer
	_, records := nodes.OpenJournal(r.site.Node, "cqrs "+r.site.Name)
	for _, b := range records {
		if b[0] == isInline && int(b[1]) == r.index {
			if err := m.Restore(b[2:]); err != nil {
				panic(err)
			}
		}
	}
	for _, e := range w.log.All(m.Checkpoint(), int(w.log.Len())) {
		r.owed = append(r.owed, r.inlined(commit(m, r.spec, e)))
	}
	return m
}

// inlined returns the record of a transaction in the journal of the log.
func (r *replica) inlined(t *Transaction) []byte {
	return append([]byte{isInline, byte(r.index)}, t.Record()...)
}

// run is the projection: events come, events are projected.
func (r *replica) run(p *sim.Proc) {
	for {
		events := r.next(p)
		t := r.model.Begin()
		whole := r.project(p, t, events, r.spec.Work, drawProject)
		r.turn.with(p, func() {
			if t.model != r.model || t.Late() { // it was switched, or made anew, meanwhile
				return
			}
			r.save(p, r.journal, t)
			r.show(t)
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

// next waits for the events of one transaction.
func (r *replica) next(p *sim.Proc) []eventsourcing.Event {
	for {
		after := r.model.Checkpoint()
		r.inbox = slices.DeleteFunc(r.inbox, func(e eventsourcing.Event) bool { return e.Position <= after })
		switch {
		case len(r.inbox) > 0 && r.inbox[0].Position == after+1:
			return r.inbox[:min(len(r.inbox), r.spec.Transaction)]
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
func (r *replica) pushed(m nodes.Post) {
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

// project takes events into a transaction, each after its work. It reports
// whether it got through all, or stands before one that it cannot digest.
func (r *replica) project(p *sim.Proc, t *Transaction, events []eventsourcing.Event, d sim.Dist, purpose sim.Key) (whole bool) {
	for _, e := range events {
		put := t.Take
		id := e.ID.Mix(uint64(r.index))
		switch {
		case !r.spec.takes(e.Type):
			put = t.Skip
		case r.poisonous(id):
			for n := range r.spec.Tries {
				work(p, r.site, d, purpose, id.Mix(uint64(n+1)))
			}
			if r.spec.OnPoison == "stop" {
				return false
			}
			put = t.Park
			r.emit(Parked, e.Position, r.config.itemOf(e.Stream))
		default:
			work(p, r.site, d, purpose, id)
		}
		if err := put(e); err != nil {
			panic(err)
		}
	}
	return true
}

// poisonous reports whether the projection fails at an event, whoever tries and
// however often.
func (r *replica) poisonous(id sim.Key) bool {
	luck := r.site.World().Draw(drawPoison, id)
	return r.spec.Poison > 0 && luck.Chance(r.spec.Poison)
}

// save makes a transaction durable.
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
		insist(p, func() error { return j.Append(p, record) })
	}
}

// show lets queries see what a transaction took in.
func (r *replica) show(t *Transaction) {
	t.Commit()
	r.audit.shown(r.sighting, r.model)
	r.moved()
}

// moved lets those look again who wait for the checkpoint.
func (r *replica) moved() {
	waiting := r.waiting
	r.waiting = nil
	for _, w := range waiting {
		w.Wake()
	}
}

// await waits until the model has reached a position, or reports that it did not.
func (r *replica) await(p *sim.Proc, position int64, limit time.Duration) bool {
	for end := p.Now().Add(limit); r.model.Checkpoint() < position; {
		left := end.Sub(p.Now())
		if left <= 0 {
			return false
		}
		r.waiting = append(r.waiting, p)
		p.ParkFor(left)
	}
	return true
}

// read answers a query.
func (r *replica) read(p *sim.Proc, q question) (found Answer) {
	r.gate.with(p, func() {
		work(p, r.site, r.spec.Read, drawRead, q.key)
		found = Answer{r.model.Row(q.item), r.model.Checkpoint()}
	})
	return found
}

func (r *replica) emit(k *sim.Kind, value, extra int64) {
	r.site.World().Emit(sim.Fact{Kind: k, Owner: r.owner, Value: value, Extra: extra})
}
