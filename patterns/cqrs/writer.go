package cqrs

import (
	"errors"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/eventsourcing"
	"wavetank/sim"
)

// A writer is the command side: the write model, and the log on its node's disk.
// It validates, decides and appends; what is durable it shows to projections, in
// the order of the log, and never sooner.
type writer struct {
	site     patterns.Site
	config   *Config
	audit    *audit
	workers  nodes.Semaphore
	logOrder nodes.Semaphore // of one: who appended, in the order of the log, and is not durable yet
	log      *eventsourcing.Log
	journal  *nodes.Journal
	accounts []eventsourcing.Aggregate[eventsourcing.Balance] // by aggregate
	states   map[int64]*eventsourcing.Snapshot[eventsourcing.Balance]
	views    []*Model // by projection: what a join would find
	durable  int64    // the last position that is

	local       []*replica // of this node
	subscribers []net.ID   // in the order of their coming
}

// Kinds of records in the journal.
const (
	isEvent  = 'e'
	isInline = 'i' // then the projection, then a transaction
)

func newWriter(s patterns.Site, c *Config, a *audit) *writer {
	w := &writer{
		site: s, config: c, audit: a, workers: nodes.Semaphore{Limit: c.Width}, logOrder: nodes.Semaphore{Limit: 1},

		log: eventsourcing.NewLog(), states: make(map[int64]*eventsourcing.Snapshot[eventsourcing.Balance]),
	}
	for i := range max(1, len(c.Aggregates)) {
		w.accounts = append(w.accounts, eventsourcing.Account(c.opening(i)))
	}
	for i := range c.Projections {
		w.views = append(w.views, c.model(i))
	}
	var records [][]byte
	w.journal, records = nodes.OpenJournal(s.Node, "cqrs "+s.Name)
	for _, r := range records {
		if r[0] == isEvent {
			w.restore(r[1:])
		}
	}
	w.durable = w.log.Len()
	a.recovered(s.Owner, w.log)
	s.Node.HandleQuery(s.Name, w.answer)
	return w
}

func (w *writer) restore(record []byte) {
	e, err := eventsourcing.Decode(record)
	if err == nil {
		err = w.log.Restore(e)
	}
	if err != nil {
		panic(err)
	}
	w.view(e)
}

// view lets the write model show an event.
func (w *writer) view(e eventsourcing.Event) {
	for i, m := range w.views {
		commit(m, &w.config.Projections[i], e)
	}
}

// commit lets a model take in the next event of the log, and returns how.
func commit(m *Model, j *Projection, e eventsourcing.Event) *Transaction {
	t := m.Begin()
	if err := take(t, j, e); err != nil {
		panic(err)
	}
	t.Commit()
	return t
}

// take takes an event into a transaction, or passes it over.
func take(t *Transaction, j *Projection, e eventsourcing.Event) error {
	if !j.takes(e.Type) {
		return t.Skip(e)
	}
	return t.Take(e)
}

// carryOut decides on a command and records it, once, however often it comes. It
// returns the position of its event when that is durable.
func (w *writer) carryOut(p *sim.Proc, o order) (Position, error) {
	c := &w.config.Commands[o.command]
	stream := w.config.stream(w.config.aggregate(c), o.item)
	for n := 1; ; n++ {
		if e, known := w.log.Find(o.once); known {
			w.site.Apart(p, func(p *sim.Proc) { w.logOrder.Do(p, func() {}) })
			return Position(e.Position), nil
		}
		var e eventsourcing.Event
		var err error
		w.workers.Do(p, func() { e, err = w.decide(p, o, c, stream, n) })
		switch {
		case err == nil:
			w.site.Apart(p, func(p *sim.Proc) { w.logOrder.Do(p, func() { w.settle(p, e) }) })
			return Position(e.Position), nil
		case errors.Is(err, eventsourcing.ErrTooLittle):
			emit(w.site, Refused, o.key, o.item, 0)
			return 0, err
		case n >= w.config.Attempts:
			return 0, eventsourcing.ErrContended
		}
	}
}

func (w *writer) decide(p *sim.Proc, o order, c *Command, stream int64, n int) (eventsourcing.Event, error) {
	account := w.accounts[w.config.aggregate(c)]
	state, version, _ := account.Load(w.log, stream, w.states[stream])
	w.states[stream] = account.Take(state, version)
	work(p, w.site, w.config.Write, drawWrite, o.key.Mix(uint64(n)))
	e, err := eventsourcing.Decide(state, c.Change, o.once, o.token)
	if err != nil {
		return e, err
	}
	e.Type = c.Event
	recorded, err := w.log.Append(p.Now(), stream, version, e)
	if err != nil {
		emit(w.site, Conflict, o.key, o.item, version)
		return e, err
	}
	return recorded[0], nil
}

// settle makes an event durable, in one piece with what inline projections make
// of it, and shows it.
func (w *writer) settle(p *sim.Proc, e eventsourcing.Event) {
	records := [][]byte{append([]byte{isEvent}, e.Encode()...)}
	var inline []*Transaction
	for _, r := range w.local {
		if r.spec.Delivery != "inline" {
			continue
		}
		t := r.model.Begin()
		if r.spec.takes(e.Type) {
			work(p, w.site, r.spec.Work, drawProject, e.ID.Mix(uint64(r.index)))
		}
		if err := take(t, r.spec, e); err != nil {
			panic(err)
		}
		inline = append(inline, t)
		records = append(append(r.owed, records...), r.inlined(t))
		r.owed = nil
	}
	w.journal.Retry(p, func() error { return w.journal.Write(p, records...) })
	w.journal.Retry(p, func() error { return w.journal.Sync(p) })
	w.durable = e.Position
	w.view(e)
	w.audit.record(e)
	emit(w.site, Recorded, e.ID, w.config.itemOf(e.Stream), e.Position)
	for _, r := range w.local {
		if r.spec.Delivery == "inline" {
			r.show(inline[0])
			inline = inline[1:]
		} else {
			r.wake()
		}
	}
	for _, to := range w.subscribers {
		w.site.Node.Send(to, w.site.Name, drawPush.Mix(uint64(e.Position)).Mix(uint64(w.site.Net.Owner(to).Key())), size([]eventsourcing.Event{e}), e)
	}
}

// find answers a query from the inline read model, or else from the write model.
func (w *writer) find(p *sim.Proc, q question) (found Answer) {
	j := &w.config.Projections[q.projection]
	for _, r := range w.local {
		if r.index == q.projection && j.Delivery == "inline" {
			return r.read(p, q)
		}
	}
	w.workers.Do(p, func() {
		work(p, w.site, j.Join, drawJoin, q.key)
		found = Answer{Row: w.views[q.projection].Row(q.item), Checkpoint: w.durable}
	})
	return found
}

// A fetch asks for events after a position, at most n. Push asks for those to
// come too.
type fetch struct {
	after int64
	n     int
	push  bool
}

// fetch returns durable events.
func (w *writer) fetch(f fetch) []eventsourcing.Event {
	return w.log.All(f.after, int(min(int64(f.n), max(0, w.durable-f.after))))
}

func (w *writer) answer(q *nodes.Query) {
	switch body := q.Body.(type) {
	case fetch:
		if body.push && !slices.Contains(w.subscribers, q.From) {
			w.subscribers = append(w.subscribers, q.From)
		}
		events := w.fetch(body)
		q.Reply(events, size(events), nil)
	case question:
		w.site.Go(func(p *sim.Proc) { q.Reply(w.find(p, body), 64, nil) })
	case order:
		w.site.Go(func(p *sim.Proc) {
			at, err := w.carryOut(p, body)
			q.Reply(at, 16, err)
		})
	}
}
