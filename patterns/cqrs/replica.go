package cqrs

import (
	"encoding/binary"
	"fmt"
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
	readers    nodes.Semaphore
	model      *Model
	journal    *nodes.Journal
	generation int64
	switching  nodes.Semaphore // of one: between what goes on and a switch
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
		owner:   d.site.World().Owner(fmt.Sprintf("cqrs %s %s at %s", d.site.Name, spec.Name, d.site.Node.Name())),
		readers: nodes.Semaphore{Limit: d.config.Width}, switching: nodes.Semaphore{Limit: 1},
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
	r.site.Node.Listen(r.site.Name, r.pushed)
	r.proc = r.site.Go(r.run)
	if spec.RebuildAt > 0 && r.generation == 0 {
		r.site.Go(r.rebuild)
	}
	return r
}

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

func (r *replica) read(p *sim.Proc, q question) (found Answer) {
	r.readers.Do(p, func() {
		work(p, r.site, r.spec.Read, drawRead, q.key)
		found = Answer{Row: r.model.Row(q.item), Checkpoint: r.model.Checkpoint(), blind: r.sighting.blind}
	})
	return found
}

func (r *replica) emit(k *sim.Kind, value, extra int64) {
	r.owner.Emit(sim.Fact{Kind: k, Value: value, Extra: extra})
}
